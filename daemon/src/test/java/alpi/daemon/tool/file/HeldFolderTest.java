package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFolderTest {
  @TempDir Path dir;

  @Test
  void worksBelowAFolderThatMayBePassedButNotListed() throws Exception {
    Path home = Files.createDirectories(dir.toRealPath().resolve("home/ana"));
    Path above = home.getParent();
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("--x--x--x"));
    try {
      assumeFalse(Files.isReadable(above), "this user may read everything");
      write(HeldFolder.open(home));
    } finally {
      Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx------"));
    }
    assertEquals("x", Files.readString(home.resolve("a")));
  }

  @Test
  void opensByNameWhatIsThere() throws Exception {
    Path folder = Files.createDirectories(dir.toRealPath().resolve("a/b"));
    write(HeldFolder.named(folder));
    assertEquals("x", Files.readString(folder.resolve("a")));
  }

  private static void write(HeldFolder open) throws IOException {
    try (HeldFolder held = open) {
      held.create(Path.of("a"), "x".getBytes(StandardCharsets.UTF_8), Optional.empty());
    }
  }

  @Test
  void refusesByNameWhatALinkLeadsTo() throws Exception {
    Path real = Files.createDirectories(dir.toRealPath().resolve("real/b"));
    Path link = Files.createSymbolicLink(real.resolveSibling("link"), real);
    Path above = Files.createSymbolicLink(dir.toRealPath().resolve("above"), real.getParent());
    assertThrows(IOException.class, () -> HeldFolder.named(link));
    assertThrows(IOException.class, () -> HeldFolder.named(above.resolve("b")));
    assertTrue(Files.exists(real));
  }
}
