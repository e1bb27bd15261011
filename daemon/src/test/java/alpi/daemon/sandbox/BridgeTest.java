package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The one way out of the sandbox, when it is opened.
class BridgeTest {
  private static final int BODY_BYTES = 1 << 20;

  /// Asks the proxy as curl would, with what is sure to be installed.
  private static final String ASK =
      "ask() { exec 9<>/dev/tcp/127.0.0.1/3128;"
          + " printf 'GET http://%s/ HTTP/1.1\\r\\n\\r\\n' $1 >&9; sed 1,/^.$/d <&9; exec 9>&-; }\n";

  @TempDir Path dir;
  private WallFixture wall;
  private Proxy proxy;

  /// Answers each request with a body of its own, after which it hangs up.
  private static final class Proxy implements AutoCloseable {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ServerSocketChannel server;

    Proxy(Path socket) throws IOException {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      try {
        while (true) {
          SocketChannel client = server.accept();
          Thread.ofVirtual().start(() -> answer(client));
        }
      } catch (IOException closed) {
        return;
      }
    }

    private void answer(SocketChannel client) {
      try (client) {
        InputStream in = Channels.newInputStream(client);
        var head = new StringBuilder();
        for (int c = in.read(); c >= 0 && head.indexOf("\r\n\r\n") < 0; c = in.read()) {
          head.append((char) c);
          if (head.indexOf("\r\n\r\n") >= 0) {
            break;
          }
        }
        String line = head.substring(0, head.indexOf("\r\n"));
        asked.add(line);
        String body = line.contains("large") ? "x".repeat(BODY_BYTES) : "hello from " + line;
        String all = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body;
        ByteBuffer bytes = ByteBuffer.wrap(all.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
      } catch (IOException gone) {
        asked.add("broken: " + gone.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @BeforeEach
  void wall() throws Exception {
    wall = new WallFixture(dir).orSkip();
    proxy = new Proxy(socket());
  }

  @AfterEach
  void close() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
  }

  private Path socket() {
    return dir.resolve("gate");
  }

  @Test
  void carriesRequestsToTheProxyAndItsAnswersBack() throws Exception {
    Finished finished = wall.through(socket(), ASK + "ask a.example; echo; ask b.example");
    assertEquals(
        "hello from GET http://a.example/ HTTP/1.1\nhello from GET http://b.example/ HTTP/1.1",
        finished.out().text().strip(),
        finished.err().text());
    assertEquals(
        List.of("GET http://a.example/ HTTP/1.1", "GET http://b.example/ HTTP/1.1"), proxy.asked);
  }

  @Test
  void tellsProgramsWhereTheProxyIs() throws Exception {
    Finished finished =
        wall.through(socket(), "echo $http_proxy $https_proxy $HTTPS_PROXY $all_proxy");
    assertEquals("http://127.0.0.1:3128 ".repeat(4).strip(), finished.out().text().strip());
    assertEquals("", wall.says("env | grep -i _proxy"));
  }

  @Test
  void carriesMuchAndFromManyAtOnce() throws Exception {
    Finished finished =
        wall.through(
            socket(),
            ASK
                + "ask large | wc -c; for i in 1 2 3 4 5 6 7 8 9; do (ask x$i >/dev/null) & done; wait");
    assertEquals(Integer.toString(BODY_BYTES), finished.out().text().strip());
    assertEquals(10, proxy.asked.size(), proxy.asked::toString);
  }

  @Test
  void opensNoOtherWay() throws Exception {
    Finished finished =
        wall.through(
            socket(),
            "(exec 9<>/dev/tcp/9.9.9.9/80) 2>/dev/null && echo dialled;"
                + " getent hosts example.com && echo resolved;"
                + " sed 1,2d /proc/net/dev | cut -d: -f1; cat "
                + wall.home.root()
                + "/.env");
    assertEquals("lo", finished.out().text().strip());
  }

  @Test
  void endsAsTheCommandEnded() throws Exception {
    assertEquals(7, wall.through(socket(), "exit 7").exit());
    assertEquals("done", wall.through(socket(), "cat; echo done").out().text().strip());
  }

  @Test
  void runsNothingWhereTheGateIsNotThere() throws Exception {
    Problem problem =
        assertThrows(Problem.class, () -> wall.through(dir.resolve("none"), "echo x > ran"));
    assertEquals(ErrorCode.SANDBOX_UNAVAILABLE, problem.code());
    assertTrue(Files.notExists(wall.work.resolve("ran")));
  }
}
