package alpi.daemon.tool.shell;

import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.policy.shell.CommandVerdict;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a command's output carries, and what the files carry that it writes: what it was given by
/// the model, what a host told it, and what lay in the files it may have read.
public final class CommandLabels {
  private static final Labels OWN = Labels.of(Source.WORKSPACE, true);

  private final Origins origins;

  public CommandLabels(Origins origins) {
    this.origins = origins;
  }

  /// What the model is shown of it.
  ///
  /// @param asker of everything the model had seen when it wrote the command
  Labels output(CommandVerdict verdict, Path workspace, String text, Labels asker) {
    Labels read = read(verdict, workspace, asker);
    // A name may be a stranger's words as well.
    return OWN.and(read).and(origins.in(workspace, asker, path -> Origins.named(path, text)));
  }

  /// Keeps an eye on the workspace while a command runs that may write a stranger's words; empty
  /// when it can write none.
  ///
  /// @param asker of everything the model had seen when it wrote the command
  Optional<Origins.Watch> watch(CommandVerdict verdict, Path workspace, Labels asker) {
    boolean changes =
        verdict.tier() != Tier.SAFE
            || verdict.accesses().stream().anyMatch(a -> a.capability() == Capability.FS_WRITE);
    Labels known = changes ? asker.and(read(verdict, workspace, asker)) : asker;
    return changes && known.untrusted()
        ? Optional.of(origins.watch(workspace, written(verdict), known))
        : Optional.empty();
  }

  private Labels read(CommandVerdict verdict, Path workspace, Labels asker) {
    Labels labels = verdict.network() ? Labels.of(Source.WEB, false) : Labels.NONE;
    for (Access access : verdict.accesses()) {
      if (access.capability() == Capability.FS_READ) {
        labels = labels.and(carried(Path.of(access.target()), asker));
      }
    }
    return verdict.wide() ? labels.and(origins.in(workspace, asker)) : labels;
  }

  private Labels carried(Path path, Labels asker) {
    Path real = SensitivePaths.resolve(path);
    return Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)
        ? origins.in(real, asker)
        : origins.of(real);
  }

  private static List<Path> written(CommandVerdict verdict) {
    return verdict.accesses().stream()
        .filter(access -> access.capability() == Capability.FS_WRITE)
        .map(access -> SensitivePaths.resolve(Path.of(access.target())))
        .toList();
  }
}
