package alpi.daemon.sandbox;

import alpi.daemon.base.Cancel;
import java.nio.file.Path;
import java.time.Duration;

/// A process that runs one script behind a wall and is killed meanwhile. It has no watchdog.
final class DoomedWall {
  private DoomedWall() {}

  /// @param args the folder for everything, the script
  public static void main(String[] args) throws InterruptedException {
    var wall = new WallFixture(Path.of(args[0]));
    var _ = wall.sandbox.run(wall.script(args[1], Duration.ofMinutes(10)), new Cancel());
  }
}
