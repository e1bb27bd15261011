package alpi.daemon.egress.gate;

import alpi.daemon.base.JobId;
import alpi.daemon.base.Secret;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Errand;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.gate.Verdict.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/// A gate over a fake resolver, whose judge allows one port of this machine.
final class GateFixture implements AutoCloseable {
  static final Errand ERRAND =
      new Errand(
          new SessionId("s" + "0".repeat(17)),
          new JobId("j" + "0".repeat(17)),
          Optional.of("c1"),
          "shell");

  final List<EgressRecord> ledger = new CopyOnWriteArrayList<>();
  final List<String> resolved = new CopyOnWriteArrayList<>();
  private final BlockingQueue<EgressRecord> news = new LinkedBlockingQueue<>();
  final Gate gate;
  volatile BiFunction<String, Destination, Optional<Secret>> lender = (_, _) -> Optional.empty();
  volatile GateJudge judge = to -> new Verdict.Deny("nothing is allowed yet");
  volatile Standing standing = (_, _) -> true;
  Door door;

  GateFixture(Path dir, Resolver resolver) {
    this(dir, resolver, Time.system(), GateLimits.DEFAULT);
  }

  GateFixture(Path dir, Resolver resolver, Time time, GateLimits limits) {
    gate =
        new Gate(
            dir.resolve("g"),
            new Dialer(
                name -> {
                  resolved.add(name);
                  return resolver.resolve(name);
                },
                time),
            row -> {
              ledger.add(row);
              news.add(row);
            },
            new Tokens(new Random(3)),
            time,
            limits,
            () -> standing);
    door = gate.open(ERRAND, new Swapped());
  }

  /// Lets clients reach these hosts, wherever the resolver says they are.
  void allow(Traffic traffic, String... destinations) {
    judge =
        to ->
            List.of(destinations).contains(to.toString())
                ? new Verdict.Allow(
                    Reach.pinned(to.host(), to.port()), traffic, "for the test", List.of())
                : new Verdict.Deny("not for this test");
  }

  /// Waits until something holds: looks again after each row of the ledger, and every now and then.
  void await(BooleanSupplier holds) {
    try {
      while (!holds.getAsBoolean()) {
        EgressRecord told = news.poll(5, TimeUnit.MILLISECONDS);
        if (told != null && holds.getAsBoolean()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  List<EgressRecord> rows(EgressRecord.Phase phase) {
    return ledger.stream().filter(row -> row.phase() == phase).toList();
  }

  Client client() {
    return client(door);
  }

  static Client client(Door door) {
    try {
      if (door.socket().isPresent()) {
        return Client.of(
            SocketChannel.open(UnixDomainSocketAddress.of(door.socket().get())),
            door.token().reveal());
      }
      var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port().orElseThrow());
      return Client.of(SocketChannel.open(at), door.token().reveal());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    gate.close();
  }

  /// A client that says exactly what a test wants.
  static final class Client implements AutoCloseable {
    final SocketChannel channel;
    final InputStream in;
    final OutputStream out;
    final String token;

    private Client(SocketChannel channel, String token) {
      this.channel = channel;
      this.in = Channels.newInputStream(channel);
      this.out = Channels.newOutputStream(channel);
      this.token = token;
    }

    static Client of(SocketChannel channel, String token) {
      return new Client(channel, token);
    }

    String ticket() {
      byte[] pair = ("alpi:" + token).getBytes(StandardCharsets.ISO_8859_1);
      return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(pair) + "\r\n";
    }

    void say(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(int... bytes) throws IOException {
      byte[] all = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        all[i] = (byte) bytes[i];
      }
      out.write(all);
    }

    String line() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        line.append((char) c);
      }
      return line.toString().strip();
    }

    /// Everything to the end.
    String rest() throws IOException {
      try {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        return "";
      }
    }

    /// Status of a CONNECT; 0 when the gate just hung up.
    int connect(String target) throws IOException {
      say("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + ticket() + "\r\n");
      return status();
    }

    int status() throws IOException {
      String first = line();
      if (first.isEmpty()) {
        return 0;
      }
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.startsWith("X-")) {
          return -1;
        }
      }
      return Integer.parseInt(first.substring(9, 12));
    }

    /// The reply of SOCKS5; -1 for none.
    int socks(String host, int port) throws IOException {
      say(5, 1, 2);
      say(1, 4, 'a', 'l', 'p', 'i', token.length());
      say(token);
      byte[] name = host.getBytes(StandardCharsets.ISO_8859_1);
      say(5, 1, 0, 3, name.length);
      out.write(name);
      say(port >> 8, port & 0xff);
      byte[] head = in.readNBytes(4);
      if (head.length < 4 || head[1] != 2 || head[3] != 0) {
        return -1;
      }
      byte[] reply = in.readNBytes(10);
      return reply.length < 10 ? -1 : reply[1] & 0xff;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// A server that counts every byte and echoes what it hears.
  static final class Echo implements AutoCloseable {
    final ServerSocket server;
    final AtomicLong heard = new AtomicLong();
    final AtomicLong said = new AtomicLong();
    final AtomicInteger clients = new AtomicInteger();

    Echo() throws IOException {
      server = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = server.accept();
          clients.incrementAndGet();
          Thread.ofVirtual().start(() -> echo(socket));
        }
      } catch (IOException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void echo(Socket socket) {
      try (socket) {
        byte[] piece = new byte[4096];
        InputStream in = socket.getInputStream();
        for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
          heard.addAndGet(size);
          socket.getOutputStream().write(piece, 0, size);
          said.addAndGet(size);
        }
      } catch (IOException e) {
        clients.incrementAndGet();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  static GateLimits limits(int connections, Duration all) {
    return new GateLimits(connections, all, all, all);
  }

  /// Judges as the test says at the moment.
  private final class Swapped implements GateJudge {
    @Override
    public Verdict judge(Destination to) throws InterruptedException {
      return judge.judge(to);
    }

    @Override
    public Optional<Secret> lend(String name, Destination to) {
      return lender.apply(name, to);
    }
  }
}
