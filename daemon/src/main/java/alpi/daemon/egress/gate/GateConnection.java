package alpi.daemon.egress.gate;

import alpi.alp.rpc.Problem;
import alpi.daemon.egress.CanonicalHost;
import alpi.daemon.egress.HttpUrl;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client of the gate, from its first byte to its last. It may use one destination; a client
/// that wants another connects anew and is judged anew.
final class GateConnection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(GateConnection.class);
  private static final String BASIC = "Basic ";

  private final Door door;
  private final SocketChannel client;
  private final PeekInput in;
  private final OutputStream out;
  private final long started;
  private final AtomicReference<Optional<String>> cut = new AtomicReference<>(Optional.empty());

  /// What the watch looks at; written by the connection's own threads.
  private volatile Watched watched;

  private volatile long touched;
  private volatile Optional<Crossing> crossing = Optional.empty();
  private Optional<Destination> asked = Optional.empty();
  private String protocol = "";

  /// How long the client may take for what it is at.
  private enum Watched {
    /// For everything together, from the beginning of the step.
    STEP,
    /// Between two bytes.
    IDLE,
    /// It is our turn: the owner may be thinking.
    OURS
  }

  GateConnection(Door door, SocketChannel client) {
    this.door = door;
    this.client = client;
    this.in = new PeekInput(Channels.newInputStream(client));
    this.out = Channels.newOutputStream(client);
    this.started = door.nanos();
    this.touched = started;
    this.watched = Watched.STEP;
  }

  @Override
  public void run() {
    try {
      serve();
    } catch (GateRefusal refusal) {
      refused(refusal);
    } catch (IOException e) {
      LOG.debug("event=gate_client_gone reason={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("event=gate_broken", e);
    } finally {
      finish();
    }
  }

  private void serve() throws IOException, InterruptedException {
    int first = in.peek();
    if (first == Socks5.VERSION) {
      socks();
    } else if (first >= 0) {
      http();
    }
  }

  private void socks() throws IOException, InterruptedException {
    protocol = "socks5";
    try {
      cross(Socks5.request(in, out, door::knows));
    } catch (GateRefusal refusal) {
      if (refusal.kind() != GateRefusal.Kind.UNKNOWN) {
        Socks5.refuse(out, refusal);
      }
      throw refusal;
    }
    Socks5.accept(out);
    tunnel();
  }

  private void http() throws IOException, InterruptedException {
    protocol = "http";
    Optional<String> path = Optional.empty();
    RequestHead head;
    try {
      head = RequestHead.read(in);
      authenticate(head);
      if (head.method().equals("CONNECT")) {
        protocol = "connect";
        cross(connectTarget(head));
      } else {
        path = Optional.of(forwardTarget(head));
      }
    } catch (GateRefusal refusal) {
      answer(refusal);
      throw refusal;
    }
    if (path.isPresent()) {
      relay(head, path.get());
    } else {
      out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      tunnel();
    }
  }

  private void authenticate(RequestHead head) throws GateRefusal {
    String given = head.first("Proxy-Authorization").orElse("");
    boolean known = false;
    if (given.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      try {
        byte[] pair = Base64.getDecoder().decode(given.substring(BASIC.length()).strip());
        String text = new String(pair, StandardCharsets.ISO_8859_1);
        known = text.indexOf(':') >= 0 && door.knows(text.substring(text.indexOf(':') + 1));
      } catch (IllegalArgumentException e) {
        LOG.debug("event=gate_unreadable_ticket reason={}", e.toString());
      }
    }
    if (!known) {
      throw new GateRefusal(GateRefusal.Kind.UNKNOWN, "This is not the job's token.");
    }
  }

  private static Destination connectTarget(RequestHead head) throws GateRefusal {
    Optional<Destination> target = Destination.parse(head.target());
    if (target.isEmpty()) {
      throw GateRefusal.malformed("its destination is not one host and port");
    }
    Optional<String> host = head.first("Host");
    if (host.isPresent() && !Destination.parse(host.get(), target.get().port()).equals(target)) {
      throw new GateRefusal(
          GateRefusal.Kind.DENIED, "Host and CONNECT name two different destinations.");
    }
    return target.get();
  }

  /// Reaches the server that an absolute request names.
  ///
  /// @return the path that is asked for there
  private String forwardTarget(RequestHead head) throws IOException, InterruptedException {
    String target = head.target().replaceFirst("^(?i)ws://", "http://");
    HttpUrl url =
        HttpUrl.parse(target)
            .orElseThrow(() -> GateRefusal.malformed("its address cannot be read in one way"));
    if (url.tls()) {
      throw new GateRefusal(GateRefusal.Kind.UNSUPPORTED, "Ask for https with CONNECT.");
    }
    var destination = new Destination(url.host(), url.port());
    if (head.first("Host").isPresent()) {
      checkHost(head, destination);
    }
    cross(destination);
    return url.path();
  }

  private static void checkHost(RequestHead head, Destination destination) throws GateRefusal {
    Optional<Destination> named = head.first("Host").flatMap(h -> Destination.parse(h, 80));
    if (!named.equals(Optional.of(destination))) {
      throw new GateRefusal(
          GateRefusal.Kind.DENIED, "The request names another host than " + destination + ".");
    }
  }

  /// Judges, records, connects.
  private void cross(Destination destination) throws IOException, InterruptedException {
    step(Watched.OURS);
    asked = Optional.of(destination);
    crossing = Optional.of(door.cross(destination, protocol, this::touch));
    if (cut.get().isPresent()) {
      shut(cut.get().get());
      throw new IOException("cut while it was made");
    }
    step(Watched.STEP);
  }

  /// Looks at what the client says first and lets it speak if it says what was judged.
  private void tunnel() throws IOException, InterruptedException {
    Crossing to = crossing.orElseThrow();
    if (to.verdict().traffic() == Verdict.Traffic.RAW) {
      protocol += "/tcp";
      splice(to);
      return;
    }
    int first = in.peek();
    if (ClientHello.startsWith(first)) {
      protocol += "/tls";
      checkName(to.destination());
      splice(to);
    } else if (first >= 'A' && first <= 'Z') {
      RequestHead head = RequestHead.read(in);
      if (!head.target().startsWith("/") && !head.target().equals("*")) {
        throw GateRefusal.malformed("its path does not start with a slash");
      }
      checkHost(head, to.destination());
      relay(head, head.target());
    } else if (first >= 0) {
      throw new GateRefusal(
          GateRefusal.Kind.DENIED,
          "Neither TLS nor HTTP is spoken to "
              + to.destination()
              + "; other protocols need a rule of the form tcp://"
              + to.destination()
              + ".");
    }
  }

  private void checkName(Destination destination) throws IOException {
    byte[] seen = in.peekBeyond(0);
    ClientHello.Reading reading = ClientHello.read(seen);
    while (reading instanceof ClientHello.Reading.More) {
      byte[] more = in.peekBeyond(seen.length);
      if (more.length == seen.length) {
        throw GateRefusal.malformed("its greeting ends too early");
      }
      seen = more;
      reading = ClientHello.read(seen);
    }
    switch (reading) {
      case ClientHello.Reading.Hello(Optional<String> name) -> checkName(destination, name);
      case ClientHello.Reading.Broken(String why) -> throw GateRefusal.malformed(why);
      case ClientHello.Reading.Other _, ClientHello.Reading.More _ ->
          throw GateRefusal.malformed("that is no TLS");
    }
  }

  private static void checkName(Destination destination, Optional<String> name) throws GateRefusal {
    boolean literal = destination.host().literal().isPresent();
    boolean ascii = name.map(n -> n.chars().allMatch(c -> c > ' ' && c < 0x7f)).orElse(true);
    boolean same =
        literal
            ? name.isEmpty()
            : name.flatMap(CanonicalHost::parse).equals(Optional.of(destination.host()));
    if (!ascii || !same) {
      throw new GateRefusal(
          GateRefusal.Kind.DENIED, "TLS asks for another name than " + destination.host() + ".");
    }
  }

  private void relay(RequestHead head, String path) throws IOException, InterruptedException {
    Crossing to = crossing.orElseThrow();
    var relay = new RequestRelay(head, to, door);
    step(Watched.IDLE);
    if (head.webSocket()) {
      protocol += "/ws";
      if (head.length().orElse(1) != 0) {
        throw GateRefusal.malformed("a handshake has no body");
      }
      relay.sendHead(path);
      if (relay.switches(out)) {
        splice(to);
      } else {
        to.down(out);
      }
      return;
    }
    protocol += "/http";
    relay.sendHead(path);
    Thread down = Thread.ofVirtual().name("gate-down").start(() -> answer(to));
    try {
      relay.sendBody(in);
    } catch (GateRefusal refusal) {
      shut(refusal.sentence());
      throw refusal;
    } catch (IOException e) {
      // A server may answer and hang up before it has read everything.
      LOG.debug("event=gate_request_cut reason={}", e.toString());
    }
    down.join();
  }

  private void answer(Crossing to) {
    try {
      to.down(out);
    } catch (IOException e) {
      LOG.debug("event=gate_answer_cut reason={}", e.toString());
    }
    to.close();
  }

  /// Hands bytes on both ways until both are done, or one broke.
  private void splice(Crossing to) throws IOException, InterruptedException {
    step(Watched.IDLE);
    Thread down = Thread.ofVirtual().name("gate-down").start(() -> back(to));
    try {
      to.up(in);
    } catch (IOException e) {
      to.close();
      LOG.debug("event=gate_tunnel_cut reason={}", e.toString());
    }
    down.join();
  }

  private void back(Crossing to) {
    try {
      to.down(out);
      client.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("event=gate_tunnel_cut reason={}", e.toString());
      close();
    }
  }

  private void answer(GateRefusal refusal) throws IOException {
    GateRefusal.Kind kind = refusal.kind();
    String body = "alpi: " + refusal.sentence() + "\n";
    String ticket =
        kind == GateRefusal.Kind.UNKNOWN ? "Proxy-Authenticate: Basic realm=\"alpi\"\r\n" : "";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        String.join(
            "\r\n",
            "HTTP/1.1 " + kind.http() + " Refused by the gate",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Length: " + bytes.length,
            ticket + "Connection: close",
            "",
            "");
    out.write((head + body).getBytes(StandardCharsets.UTF_8));
  }

  private void refused(GateRefusal refusal) {
    if (crossing.isPresent()) {
      shut(refusal.sentence());
    }
    door.refused(asked, protocol, refusal);
  }

  private void step(Watched next) {
    touch();
    watched = next;
  }

  private void touch() {
    touched = door.nanos();
  }

  /// Closes the connection if it took too long or no longer may.
  void watch(long nanos, Standing standing) {
    Duration quiet = Duration.ofNanos(nanos - touched);
    boolean late =
        switch (watched) {
          case STEP -> quiet.compareTo(door.limits().handshake()) > 0;
          case IDLE -> quiet.compareTo(door.limits().idle()) > 0;
          case OURS -> false;
        };
    if (late) {
      shut("nothing came for too long");
    }
    Optional<Crossing> to = crossing;
    if (to.isPresent() && !standing.holds(to.get().destination(), to.get().verdict().grants())) {
      shut("the permission for it ended");
    }
  }

  /// Ends it from outside.
  void shut(String why) {
    cut.compareAndSet(Optional.empty(), Optional.of(why));
    close();
    crossing.ifPresent(Crossing::close);
  }

  private void close() {
    try {
      client.close();
    } catch (IOException e) {
      LOG.debug("event=close_failed reason={}", e.toString());
    }
  }

  private void finish() {
    close();
    crossing.ifPresent(to -> {
      to.close();
      try {
        door.closed(to, protocol, cut.get(), Duration.ofNanos(door.nanos() - started));
      } catch (Problem e) {
        LOG.warn("event=gate_not_recorded reason={}", e.sentence());
      }
    });
    door.left(this);
  }
}
