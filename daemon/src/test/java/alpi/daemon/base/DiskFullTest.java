package alpi.daemon.base;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class DiskFullTest {
  @Test
  void knowsWhatAFullDiskSaysHoweverDeepItIsWrapped() {
    assertTrue(DiskFull.caused(new IOException("No space left on device")));
    assertTrue(DiskFull.caused(new FileSystemException("/x", null, "Disk quota exceeded")));
    var inner = new UncheckedIOException(new IOException("File too large"));
    assertTrue(DiskFull.caused(new IllegalStateException(inner)));
  }

  @Test
  void anythingElseIsABrokenDisk() {
    assertFalse(DiskFull.caused(new IOException("Input/output error")));
    assertFalse(DiskFull.caused(new IOException((String) null)));
    assertFalse(DiskFull.caused(new IllegalStateException("No space left on device")));
  }
}
