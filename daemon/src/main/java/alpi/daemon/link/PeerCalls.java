package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.net.Dialing;
import alpi.alp.net.LinkDialer;
import alpi.alp.net.LinkLine;
import alpi.alp.net.LinkPool;
import alpi.alp.net.Traffic;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.wire.WireFault;
import alpi.daemon.base.Cancel;
import alpi.daemon.egress.Errand;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks peers. A session that cannot be made is tried again, with rests that grow and differ; what
/// was sent is never sent twice.
public final class PeerCalls implements AutoCloseable {
  /// Rounds over all addresses of a peer until it counts as unreachable.
  static final int ROUNDS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);
  private static final String WORDLESS = " ended the connection without a word";
  private static final Duration FIRST_REST = Duration.ofMillis(200);

  private final LinkParts parts;
  private final PeerRoutes routes;
  private final LinkDialer dialer;
  private final LinkPool pool;

  PeerCalls(LinkParts parts, PeerRoutes routes, LinkDialer dialer) {
    this.parts = parts;
    this.routes = routes;
    this.dialer = dialer;
    this.pool = new LinkPool(dialer);
  }

  /// One call.
  ///
  /// @param patience for each part of the answer
  /// @param errand on whose behalf, if not the owner's own
  public record Ask(
      String method,
      ObjectNode params,
      boolean stream,
      Duration patience,
      Optional<Errand> errand) {}

  /// Calls a method of a peer and waits for the last part of the answer; earlier ones go to
  /// `parts`.
  ///
  /// @throws Problem `peer_unreachable`, `deadline`, `peer_refused` and its kin, `egress_denied`
  public JsonNode call(Peer peer, Ask ask, Consumer<JsonNode> heard) throws InterruptedException {
    return switch (exchange(peer, ask, part -> heard.accept(part.result()))) {
      case Envelope.Answer(_, var result, _, _) -> result;
      case Envelope.Refusal(_, var error, _, _) -> throw refused(peer, error);
      case Envelope.Request _ -> throw broken(peer);
    };
  }

  /// The same for whoever knows what to do with a refusal.
  Envelope exchange(Peer peer, Ask ask, Consumer<Envelope.Answer> heard)
      throws InterruptedException {
    Problem last = unreachable(peer);
    for (int round = 0; round < ROUNDS; round++) {
      for (InetSocketAddress address : routes.of(peer, ask.errand())) {
        var reached = new AtomicBoolean();
        try {
          return tried(peer, address, ask, heard, reached);
        } catch (WireFault fault) {
          if (reached.get()) {
            throw failed(peer, fault);
          }
          last = unreachable(peer).because(fault);
        }
      }
      rest(round);
    }
    throw last;
  }

  private Envelope tried(
      Peer peer,
      InetSocketAddress address,
      Ask ask,
      Consumer<Envelope.Answer> heard,
      AtomicBoolean reached)
      throws WireFault, InterruptedException {
    AtomicBoolean dialled = new AtomicBoolean();
    Dialing dialing =
        (to, key) -> {
          dialled.set(true);
          LinkLine line = dialled(peer, to, key, ask.errand());
          reached.set(true);
          return line;
        };
    try {
      return pool.call(
          dialing,
          address,
          peer.key(),
          ask.method(),
          ask.params(),
          ask.stream(),
          ask.patience(),
          heard);
    } catch (WireFault fault) {
      if (!dialled.get()) {
        reached.set(true);
      }
      throw fault;
    }
  }

  private LinkLine dialled(Peer peer, InetSocketAddress to, PeerKey key, Optional<Errand> errand)
      throws WireFault, InterruptedException {
    routes.opening(peer, to, errand);
    long start = parts.time().nanos();
    LinkLine line;
    try {
      line = dialer.dial(to, key);
    } catch (WireFault fault) {
      String why = fault.fault().name().toLowerCase(Locale.ROOT);
      routes.closed(peer, to, 0, 0, since(start), why, errand);
      throw fault;
    }
    line.whenClosed(() -> {
      Traffic traffic = line.traffic();
      Duration took = since(start);
      Thread.ofVirtual().start(() -> over(peer, to, traffic, took, errand));
    });
    return line;
  }

  /// Not on the thread that moves bytes, and perhaps after the journal is closed.
  private void over(
      Peer peer, InetSocketAddress to, Traffic traffic, Duration took, Optional<Errand> errand) {
    try {
      routes.closed(peer, to, traffic.sent(), traffic.received(), took, "", errand);
    } catch (RuntimeException e) {
      LOG.debug("event=link_end_not_recorded peer={}", peer.id(), e);
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(parts.time().nanos() - start);
  }

  private void rest(int round) throws InterruptedException {
    if (round + 1 < ROUNDS) {
      parts.pause().pause(jittered(round), new Cancel());
    }
  }

  /// Between half and all of a rest that doubles each time.
  Duration jittered(int round) {
    long most = FIRST_REST.toMillis() << round;
    return Duration.ofMillis(most - parts.random().nextLong(most / 2 + 1));
  }

  LinkDialer dialer() {
    return dialer;
  }

  /// The sessions that are kept with peers.
  List<LinkPool.Kept> kept() {
    return pool.kept();
  }

  /// Ends the sessions with whoever is pinned no more.
  void drop(PeerKey key) {
    pool.drop(key);
  }

  private static Problem unreachable(Peer peer) {
    return Problem.of(
        ErrorCode.PEER_UNREACHABLE,
        "The peer " + peer.id() + " cannot be reached.",
        "Is its daemon running, does it listen at the address of `alpi peers show "
            + peer.id()
            + "`, and is its key the one that is pinned?");
  }

  private static Problem broken(Peer peer) {
    return Problem.of(
        ErrorCode.PEER_REFUSED, "The peer " + peer.id() + " answered with a question.");
  }

  private static Problem failed(Peer peer, WireFault fault) {
    Problem problem =
        switch (fault.fault()) {
          case TIMEOUT ->
              Problem.of(
                  ErrorCode.DEADLINE,
                  "The peer " + peer.id() + " said nothing for too long.",
                  "`link.idle_timeout` says how long is too long.");
          case CLOSED ->
              Problem.of(
                  ErrorCode.PEER_UNREACHABLE,
                  "The peer " + peer.id() + WORDLESS + ".",
                  "It may not have pinned this profile: its owner sees the key of `alpi peers key`"
                      + " with `alpi peers pending`.");
          default ->
              Problem.of(
                  ErrorCode.PEER_REFUSED,
                  "What came from the peer "
                      + peer.id()
                      + " is not what the protocol allows: "
                      + fault.getMessage()
                      + ".");
        };
    return problem.because(fault);
  }

  /// Whether a problem is that of a peer who was there and did not answer: for it we are a
  /// stranger.
  static boolean endedWithoutAWord(Problem problem) {
    return problem.code() == ErrorCode.PEER_UNREACHABLE
        && problem.sentence().endsWith(WORDLESS + ".");
  }

  private static Problem refused(Peer peer, LinkError error) {
    String detail = detail(error);
    Optional<LinkCode> code = error.code();
    String said = code.map(LinkCode::message).orElse("another refusal");
    String sentence =
        "The peer "
            + peer.id()
            + " refused: "
            + said
            + (detail.isEmpty() ? "" : " (" + detail + ")")
            + ".";
    return code.map(known -> problem(known, sentence))
        .orElseGet(() -> Problem.of(ErrorCode.PEER_REFUSED, sentence));
  }

  /// What the other side adds is a stranger's words: one line, bounded.
  private static String detail(LinkError error) {
    String text = error.data().path("detail").asString(error.data().path("method").asString(""));
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", " ").strip();
    return line.length() <= 200 ? line : line.substring(0, 200);
  }

  private static Problem problem(LinkCode code, String sentence) {
    return switch (code) {
      case TARGET_BUSY -> Problem.of(ErrorCode.BUSY, sentence, "Ask again in a moment.");
      case RATE_LIMITED -> Problem.of(ErrorCode.RATE_LIMITED, sentence, "Ask again in a minute.");
      case BUDGET_EXCEEDED ->
          Problem.of(
              ErrorCode.BUDGET, sentence, "Its owner set the limit; it ends at midnight UTC.");
      case CAPABILITY_DENIED ->
          Problem.of(
              ErrorCode.FORBIDDEN, sentence, "Its owner can allow it: `alpi peers allow`, there.");
      case WORKGROUP_NOT_MEMBER,
          WORKGROUP_NOT_JOINED,
          WORKGROUP_NOT_HUB,
          WORKGROUP_NOT_FOUND,
          WORKGROUP_PAUSED,
          WORKGROUP_FULL,
          FILE_NOT_FOUND,
          BLOB_NOT_FOUND,
          FILE_QUOTA_EXCEEDED,
          METHOD_NOT_FOUND,
          INVALID_PARAMS,
          INVALID_BLOB,
          INVALID_WORKGROUP_FILE,
          INTERNAL_ERROR ->
          Problem.of(ErrorCode.PEER_REFUSED, sentence);
    };
  }

  @Override
  public void close() {
    pool.close();
  }
}
