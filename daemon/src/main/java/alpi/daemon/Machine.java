package alpi.daemon;

import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.config.Secrets;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Tls;
import alpi.daemon.job.Scheduler;
import alpi.daemon.model.Clockwork;
import alpi.daemon.model.CostLedger;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.DesktopProgram;
import alpi.daemon.sandbox.Natives;
import alpi.daemon.sandbox.Places;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// What all profiles of the machine share.
///
/// @param random unpredictable, and safe for several threads
/// @param variables the environment of this process; commands are handed a safe part of it
/// @param environment the model keys in it
record Machine(
    Home home,
    Time time,
    Ids ids,
    Tokens tokens,
    RandomGenerator random,
    Clockwork clockwork,
    Scheduler scheduler,
    CostLedger ledger,
    Logging logging,
    Dialer dialer,
    Tls tls,
    ProxySettings proxies,
    Optional<Natives> natives,
    Children children,
    Places places,
    Map<String, String> variables,
    Secrets environment) {
  /// The owner's home folder, which commands may not wipe out.
  Path userHome() {
    return Path.of(variables.getOrDefault("HOME", "/"));
  }

  Desktop desktop() {
    return new Desktop(new DesktopProgram(variables));
  }

  /// The folders that programs are looked for in.
  List<Path> searchPath() {
    return Pattern.compile(":")
        .splitAsStream(variables.getOrDefault("PATH", ""))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .toList();
  }
}
