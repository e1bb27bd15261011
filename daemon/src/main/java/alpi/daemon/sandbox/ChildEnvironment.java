package alpi.daemon.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What a child sees of the environment: a short list of harmless names, never a key.
final class ChildEnvironment {
  private static final Set<String> PASSED =
      Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM", "TZ", "TMPDIR");

  /// Nothing may wait for a keyboard or open a pager, and a repository may not name a program that
  /// runs whenever its state is looked at.
  private static final Map<String, String> FIXED =
      Map.of(
          "PAGER", "cat",
          "GIT_PAGER", "cat",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_CONFIG_COUNT", "1",
          "GIT_CONFIG_KEY_0", "core.fsmonitor",
          "GIT_CONFIG_VALUE_0", "false");

  /// Names the run that a process belongs to; children inherit it.
  static final String RUN = "ALPI_RUN";

  private final Map<String, String> passed = new HashMap<>(FIXED);

  ChildEnvironment(Map<String, String> ours) {
    ours.forEach((name, value) -> {
      if (PASSED.contains(name) || name.startsWith("LC_")) {
        passed.put(name, value);
      }
    });
  }

  String path() {
    return passed.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
  }

  Map<String, String> of(Map<String, String> added, Path cwd, String run) {
    Map<String, String> all = new HashMap<>(passed);
    all.putAll(added);
    all.put("PWD", cwd.toString());
    all.put(RUN, run);
    return all;
  }
}
