package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.alp.rpc.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The sandbox under attack by a user without privileges. Only root can become one; who is not root
/// is one already, and `EscapeTest` is this test.
class UnprivilegedEscapeTest {
  private static final String NOBODY = "65534";

  @TempDir Path dir;

  @TestFactory
  Stream<DynamicTest> theSandbox() throws Exception {
    assumeTrue(Natives.load().map(Natives::ownUid).orElse(1L) == 0, "the tests run without root");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "there is no setpriv");
    Map<String, String> lines = run();
    assumeTrue(!lines.containsKey("SKIP"), () -> lines.get("SKIP"));
    assertTrue(lines.keySet().equals(Escapes.all().keySet()), lines::toString);
    return lines.entrySet().stream()
        .map(each ->
            DynamicTest.dynamicTest(each.getKey(), () -> assertEquals("", each.getValue())));
  }

  /// What went wrong by attempt; nothing where nothing did.
  private Map<String, String> run() throws Exception {
    Path work = Files.createDirectories(dir.resolve("work"));
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx--x--x"));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
    var process =
        new ProcessBuilder(
                "/usr/bin/setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                UnprivilegedEscapes.class.getName(),
                work.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .start();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(
        process.waitFor() == 0 || all.contains("PASS"), () -> "cannot run as another: " + all);
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : all.lines().toList()) {
      String[] parts = line.split("\t", 3);
      switch (parts[0]) {
        case "PASS" -> lines.put(parts[1], "");
        case "FAIL" -> lines.put(parts[1], parts[2]);
        case "SKIP" -> lines.put("SKIP", parts[1]);
        default -> {}
      }
    }
    return lines;
  }

  /// Copies of what the attempts need: nobody may look into the folders of root.
  private String classPath() throws Exception {
    Path copies = Files.createDirectories(dir.resolve("classes"));
    var entries = new LinkedHashMap<Path, Path>();
    List<Class<?>> needed =
        List.of(
            WallFixture.class,
            BubblewrapSandbox.class,
            Problem.class,
            ObjectNode.class,
            tools.jackson.core.JsonParser.class,
            com.fasterxml.jackson.annotation.JsonProperty.class,
            LoggerFactory.class,
            NullMarked.class);
    for (Class<?> type : needed) {
      Path from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      entries.computeIfAbsent(from, _ -> copies.resolve("c" + entries.size()));
    }
    for (var each : entries.entrySet()) {
      copy(each.getKey(), each.getValue());
    }
    open(copies);
    return entries.values().stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void open(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }
}
