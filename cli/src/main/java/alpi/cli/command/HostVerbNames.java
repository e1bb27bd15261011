package alpi.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The names of the daemon's verbs as this version knows them, for completion. A newer daemon may
/// serve more, and any name can be called.
final class HostVerbNames {
  private static final String STREAMS = " streams";

  private HostVerbNames() {}

  static List<String> all() {
    return lines().stream().map(HostVerbNames::name).toList();
  }

  static List<String> streaming() {
    return lines().stream()
        .filter(line -> line.endsWith(STREAMS))
        .map(HostVerbNames::name)
        .toList();
  }

  private static String name(String line) {
    return line.endsWith(STREAMS) ? line.substring(0, line.length() - STREAMS.length()) : line;
  }

  private static List<String> lines() {
    try (InputStream in = HostVerbNames.class.getResourceAsStream("verbs.txt")) {
      if (in == null) {
        throw new IllegalStateException("the list of verbs is not packed");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
