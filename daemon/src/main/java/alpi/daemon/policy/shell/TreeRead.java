package alpi.daemon.policy.shell;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which files beneath folders a program reads that is sent into them.
///
/// @param roots the folders
/// @param hidden whether files are read whose names begin with a dot
/// @param follows whether links are followed
/// @param ignores whether what a repository ignores is passed over
/// @param included patterns for names of which one must fit; empty lets every name pass
/// @param skipped names of folders that are passed over
record TreeRead(
    List<String> roots,
    boolean hidden,
    boolean follows,
    boolean ignores,
    List<String> included,
    List<String> skipped) {
  TreeRead {
    roots = List.copyOf(roots);
    included = List.copyOf(included);
    skipped = List.copyOf(skipped);
  }

  static Optional<TreeRead> of(SafeCall call) {
    return switch (call.program().name()) {
      case "grep" ->
          call.hasAny(List.of("-r", "-R", "--recursive", "--dereference-recursive"))
              ? Optional.of(grep(call))
              : Optional.empty();
      case "rg" -> call.has("--type-list") ? Optional.empty() : Optional.of(rg(call));
      case "diff" ->
          Optional.of(new TreeRead(call.texts('F'), true, true, false, List.of(), List.of()));
      default -> Optional.empty();
    };
  }

  private static List<String> roots(SafeCall call) {
    return call.paths().isEmpty() ? List.of(".") : call.paths();
  }

  private static TreeRead grep(SafeCall call) {
    List<String> skipped =
        call.values("--exclude-dir").stream().filter(name -> name.matches("[\\w.-]+")).toList();
    boolean follows = call.hasAny(List.of("-R", "--dereference-recursive"));
    return new TreeRead(roots(call), true, follows, false, call.values("--include"), skipped);
  }

  /// A pattern that names files to search overrides what is hidden or ignored.
  private static TreeRead rg(SafeCall call) {
    boolean picks =
        Stream.of("-g", "--glob", "--iglob")
            .flatMap(option -> call.values(option).stream())
            .anyMatch(glob -> !glob.startsWith("!"));
    boolean all =
        picks
            || call.hasAny(List.of("-u", "--unrestricted"))
            || call.options().stream().anyMatch(o -> o.option().startsWith("--no-ignore"));
    boolean hidden = picks || call.hasAny(List.of("-.", "--hidden", "-u", "--unrestricted"));
    boolean follows = call.hasAny(List.of("-L", "--follow"));
    return new TreeRead(roots(call), hidden, follows, !all, List.of(), List.of());
  }
}
