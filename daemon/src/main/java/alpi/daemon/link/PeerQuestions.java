package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.config.LinkConfig;
import alpi.daemon.egress.Errand;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.link.PeerCalls.Ask;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pings peers and puts questions to them. A peer that says nothing for too long is told to stop,
/// and one that says too much is not listened to.
public final class PeerQuestions {
  /// Longest question, in characters: all of them escaped still fit into a frame.
  public static final int MAX_PROMPT = 128 << 10;

  /// Longest answer that is listened to, in characters of all its parts.
  public static final int MAX_ANSWER = 4 << 20;

  /// How often a peer that is busy is asked.
  static final int TRIES = 3;

  private static final double MAX_USD = 1_000_000;
  private static final String PING_METHOD = "link.ping";
  private static final Duration PING = Duration.ofSeconds(5);
  private static final Duration BUSY_REST = Duration.ofMillis(500);

  private final LinkParts parts;
  private final PeerCalls calls;
  private final Consumer<Peer> met;

  /// Guards the field below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<PeerKey> asked = new HashSet<>();

  /// Is told an answer as it comes.
  public interface Listener {
    void began(String turn);

    void said(String text);

    /// The peer is still at work.
    void alive();
  }

  /// What a ping brought.
  ///
  /// @param agent the name that the peer gives itself: a stranger's word
  public record Pong(String agent, long version, Duration took) {}

  /// @param met is told after a peer answered the owner or an agent
  PeerQuestions(LinkParts parts, PeerCalls calls, Consumer<Peer> met) {
    this.parts = parts;
    this.calls = calls;
    this.met = met;
  }

  /// Asks whether a peer is there.
  public Pong ping(Peer peer, Actor actor) throws InterruptedException {
    String nonce = Long.toHexString(parts.random().nextLong());
    long start = parts.time().nanos();
    JsonNode answer = pinged(peer, Json.object().put("nonce", nonce), PING, actor);
    Duration took = Duration.ofNanos(parts.time().nanos() - start);
    if (!answer.path("nonce").asString("").equals(nonce)) {
      throw Problem.of(
          ErrorCode.PEER_REFUSED, "The peer " + peer.id() + " gave another nonce back.");
    }
    met.accept(peer);
    String name = answer.path("agent_name").asString("");
    return new Pong(
        name.length() <= 64 ? name : name.substring(0, 64), answer.path("version").asLong(0), took);
  }

  private JsonNode pinged(Peer peer, ObjectNode params, Duration patience, Actor actor)
      throws InterruptedException {
    return recorded(
        peer,
        PING_METHOD,
        actor,
        Optional.empty(),
        () ->
            calls.call(
                peer, new Ask(PING_METHOD, params, false, patience, Optional.empty()), _ -> {}));
  }

  /// Shows a peer what [Witnesses] say, and hears what it says; empty when it knows of no such
  /// thing.
  Optional<JsonNode> witness(Peer peer, ObjectNode message, Actor actor)
      throws InterruptedException {
    ObjectNode params = Json.object();
    params.set(Witnesses.FIELD, message);
    return Optional.of(pinged(peer, params, config().idleTimeout(), actor).path(Witnesses.FIELD))
        .filter(JsonNode::isObject);
  }

  /// Puts a question to a peer and waits for its answer.
  ///
  /// @param errand on whose behalf, if not the owner's own
  /// @throws Problem `busy`, `deadline`, `too_large`, and what [PeerCalls#call] throws
  public PeerAnswer ask(
      Peer peer, String prompt, Actor actor, Optional<Errand> errand, Listener listener)
      throws InterruptedException {
    if (prompt.isBlank() || prompt.length() > MAX_PROMPT) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "A question has 1 to " + MAX_PROMPT + " characters.");
    }
    hold(peer);
    try {
      PeerAnswer answer =
          recorded(
              peer, "link.ask", actor, errand, () -> patiently(peer, prompt, errand, listener));
      met.accept(peer);
      return answer;
    } finally {
      release(peer);
    }
  }

  private PeerAnswer patiently(Peer peer, String prompt, Optional<Errand> errand, Listener listener)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      var hearing = new Hearing(peer, listener, limit());
      try {
        JsonNode last = calls.call(peer, question(prompt, errand), hearing::heard);
        return hearing.answer(last);
      } catch (Problem e) {
        if (e.code() == ErrorCode.DEADLINE || e.code() == ErrorCode.TOO_LARGE) {
          stop(peer, hearing.turn(), errand);
        }
        if (e.code() != ErrorCode.BUSY || attempt == TRIES) {
          throw e;
        }
      }
      rest(attempt);
    }
  }

  private Ask question(String prompt, Optional<Errand> errand) {
    LinkConfig config = config();
    ObjectNode params = Json.object().put("prompt", prompt).put("stream", true);
    return new Ask("link.ask", params, true, config.idleTimeout(), errand);
  }

  private long limit() {
    return config()
        .maxDuration()
        .map(most -> parts.time().nanos() + most.toNanos())
        .orElse(Long.MAX_VALUE);
  }

  private LinkConfig config() {
    return parts.settings().current().config().link();
  }

  private void rest(int attempt) throws InterruptedException {
    RandomGenerator random = parts.random();
    long most = BUSY_REST.toMillis() << attempt;
    parts.pause().pause(Duration.ofMillis(most - random.nextLong(most / 2)), new Cancel());
  }

  /// Tells a peer to end what nobody listens to any more; it hears of it too when the connection
  /// ends.
  private void stop(Peer peer, Optional<String> turn, Optional<Errand> errand)
      throws InterruptedException {
    ObjectNode params = Json.object();
    turn.ifPresent(id -> params.put("session_id", id));
    try {
      var _ = calls.call(peer, new Ask("link.cancel", params, false, PING, errand), _ -> {});
    } catch (Problem ignored) {
      // The first problem is the one to tell.
      return;
    }
  }

  private void hold(Peer peer) {
    lock.lock();
    try {
      if (!asked.add(peer.key())) {
        throw Problem.of(
            ErrorCode.BUSY,
            "The peer " + peer.id() + " is still answering another question from here.",
            "Wait for it, or stop it.");
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(Peer peer) {
    lock.lock();
    try {
      asked.remove(peer.key());
    } finally {
      lock.unlock();
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws InterruptedException;
  }

  /// Puts on record what was asked of whom, and what came of it.
  private <T> T recorded(
      Peer peer, String method, Actor actor, Optional<Errand> errand, Work<T> work)
      throws InterruptedException {
    String state = "interrupted";
    try {
      T result = work.run();
      state = "done";
      return result;
    } catch (Problem e) {
      state = e.code().name().toLowerCase(Locale.ROOT);
      throw e;
    } finally {
      Draft fact =
          Draft.of(EventKind.LINK_CALLED, actor)
              .with("peer", peer.id())
              .with("method", method)
              .with("state", state);
      parts
          .journal()
          .later(errand.map(e -> fact.in(e.session()).corr(e.run().value())).orElse(fact));
    }
  }

  /// One answer as it comes in.
  private final class Hearing {
    private final Peer peer;
    private final Listener listener;
    private final long limit;
    private final StringBuilder text = new StringBuilder();
    private Optional<String> turn = Optional.empty();

    Hearing(Peer peer, Listener listener, long limit) {
      this.peer = peer;
      this.listener = listener;
      this.limit = limit;
    }

    Optional<String> turn() {
      return turn;
    }

    void heard(JsonNode part) {
      if (limit != Long.MAX_VALUE && parts.time().nanos() - limit >= 0) {
        throw Problem.of(
            ErrorCode.DEADLINE,
            "The peer " + peer.id() + " took longer than it may.",
            "`link.max_duration` says how long it may take.");
      }
      String id = part.path("session_id").asString("");
      if (turn.isEmpty() && !id.isEmpty() && id.length() <= 256) {
        turn = Optional.of(id);
        listener.began(id);
      }
      String piece = part.path("text").asString("");
      if (piece.isEmpty()) {
        listener.alive();
        return;
      }
      bound(piece);
      text.append(piece);
      listener.said(piece);
    }

    private void bound(String piece) {
      if (text.length() + piece.length() > MAX_ANSWER) {
        throw Problem.of(
            ErrorCode.TOO_LARGE,
            "The peer " + peer.id() + " answers with more than " + MAX_ANSWER + " characters.");
      }
    }

    /// A sum that nobody would believe counts as none.
    private BigDecimal usd(JsonNode cost) {
      boolean sum = cost.isNumber() && cost.asDouble(-1) >= 0 && cost.asDouble(-1) <= MAX_USD;
      return sum ? BigDecimal.valueOf(cost.asDouble()) : BigDecimal.ZERO;
    }

    PeerAnswer answer(JsonNode last) {
      String whole = last.path("text").asString("");
      return new PeerAnswer(
          whole.isEmpty() ? text.toString() : whole,
          Math.max(0, last.path("tokens_in").asLong(0)),
          Math.max(0, last.path("tokens_out").asLong(0)),
          usd(last.path("cost")),
          turn.orElse(last.path("session_id").asString("")),
          last.path("interrupted").asBoolean(false));
    }
  }
}
