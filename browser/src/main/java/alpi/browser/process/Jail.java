package alpi.browser.process;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A wall for a browser that brings none: it sees the system's programs and a folder of its own,
/// and no file of anybody. Made by bubblewrap.
public final class Jail {
  private static final List<Path> BUILDERS =
      List.of(Path.of("/usr/bin/bwrap"), Path.of("/usr/local/bin/bwrap"), Path.of("/bin/bwrap"));

  /// What programs need to run, to check certificates and to know the time.
  private static final List<String> SYSTEM =
      List.of(
          "/usr",
          "/bin",
          "/lib",
          "/lib32",
          "/lib64",
          "/etc/ld.so.cache",
          "/etc/ssl",
          "/etc/pki",
          "/etc/ca-certificates",
          "/etc/fonts",
          "/etc/hosts",
          "/etc/nsswitch.conf",
          "/etc/localtime");

  private Jail() {}

  /// The same command inside a wall.
  ///
  /// @param home the one folder that it may write to
  public static List<String> around(List<String> command, Path home) throws EngineFault {
    Path builder =
        BUILDERS.stream()
            .filter(BrowserSearch::runs)
            .findFirst()
            .orElseThrow(() ->
                new EngineFault(
                    new Fault.NotStarted(
                        "This browser has no sandbox of its own, and none can be built around it.",
                        "Install bubblewrap, or set browser.no_sandbox to true if you accept that"
                            + " pages run with your rights.")));
    return around(builder, command, home);
  }

  static List<String> around(Path builder, List<String> command, Path home) {
    var words = new ArrayList<>(List.of(builder.toString(), "--die-with-parent", "--unshare-user"));
    words.addAll(
        List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
    words.addAll(List.of("--new-session", "--cap-drop", "ALL"));
    SYSTEM.forEach(path -> words.addAll(List.of("--ro-bind-try", path, path)));
    words.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    String binary = command.getFirst();
    words.addAll(List.of("--ro-bind", binary, binary));
    words.addAll(List.of("--bind", home.toString(), home.toString(), "--chdir", home.toString()));
    words.add("--");
    words.addAll(command);
    return List.copyOf(words);
  }
}
