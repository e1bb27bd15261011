package alpi.daemon.sandbox;

import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.config.SandboxConfig;
import alpi.daemon.journal.Draft;
import alpi.daemon.policy.SensitivePaths;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What walls of one profile are made with.
///
/// @param home of this program, which no command sees
/// @param kits the folder that takes the files of each run
/// @param userHome the owner's home folder
/// @param settings as they are now
/// @param journal takes what was found afterwards
public record WallParts(
    Home home,
    Path kits,
    Path userHome,
    SensitivePaths sensitive,
    Children children,
    Places places,
    Supplier<SandboxConfig> settings,
    Consumer<Draft> journal,
    Time time,
    Ids ids) {}
