package alpi.daemon.sandbox;

import alpi.alp.rpc.Problem;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Every attempt to escape, by whichever user this process runs as: a line for each.
final class UnprivilegedEscapes {
  private UnprivilegedEscapes() {}

  /// @param args a folder that may be written
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    Path base = Path.of(args[0]);
    try {
      new WallFixture(Files.createDirectories(base.resolve("probe"))).sandbox.require();
    } catch (Problem problem) {
      out.println("SKIP\t" + problem.sentence());
      return;
    }
    int number = 0;
    for (var each : Escapes.all().entrySet()) {
      Path folder = Files.createDirectories(base.resolve("n" + ++number));
      try {
        each.getValue().on(new WallFixture(folder));
        out.println("PASS\t" + each.getKey());
      } catch (Exception | AssertionError e) {
        out.println("FAIL\t" + each.getKey() + "\t" + String.valueOf(e).replace('\n', ' '));
      }
    }
  }
}
