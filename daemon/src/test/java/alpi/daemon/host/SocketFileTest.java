package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
  @TempDir Path root;

  private Problem refused(Home home) {
    return assertThrows(Problem.class, () -> new SocketFile(home).prepare());
  }

  @Test
  void makesThePrivateDirectoryAndNarrowsAWiderOne() throws IOException {
    Home home = new Home(root);
    Files.createDirectory(home.host());
    Files.setPosixFilePermissions(home.host(), PosixFilePermissions.fromString("rwxrwxrwx"));
    new SocketFile(home).prepare();
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.host())));
  }

  @Test
  void removesASocketThatNobodyAnswers() throws IOException {
    Home home = new Home(root);
    Files.createDirectory(home.host());
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(home.socket()));
    }
    assertTrue(Files.exists(home.socket()));
    new SocketFile(home).prepare();
    assertFalse(Files.exists(home.socket()));
  }

  @Test
  void refusesASocketThatSomebodyAnswers() throws IOException {
    Home home = new Home(root);
    Files.createDirectory(home.host());
    try (var alive = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      alive.bind(UnixDomainSocketAddress.of(home.socket()));
      assertEquals(ErrorCode.CONFLICT, refused(home).code());
    }
  }

  @Test
  void refusesWhatIsNoSocketOrALink() throws IOException {
    Home home = new Home(root);
    Files.createDirectory(home.host());
    Files.writeString(home.socket(), "mine");
    assertEquals(ErrorCode.STORAGE, refused(home).code());
    Files.delete(home.socket());
    Files.createSymbolicLink(home.socket(), root.resolve("elsewhere"));
    assertEquals(ErrorCode.STORAGE, refused(home).code());
  }

  @Test
  void refusesADirectoryThatIsALink() throws IOException {
    Home home = new Home(root);
    Files.createSymbolicLink(home.host(), Files.createDirectory(root.resolve("target")));
    assertEquals(ErrorCode.STORAGE, refused(home).code());
  }

  @Test
  void refusesAPathOneByteTooLongWithASentence() {
    String socket = root.resolve("host/host.sock").toString();
    int spare = SocketFile.MAX_PATH_BYTES - socket.length() - 1;
    new SocketFile(new Home(root.resolve("x".repeat(spare)))).prepare();
    Problem problem = refused(new Home(root.resolve("x".repeat(spare + 1))));
    assertTrue(problem.sentence().contains("108 bytes"));
    assertTrue(problem.hint().orElseThrow().contains("ALPI_HOME"));
  }
}
