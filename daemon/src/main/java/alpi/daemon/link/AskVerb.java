package alpi.daemon.link;

import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.json.Json;
import alpi.alp.net.LinkExchange;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Cut;
import alpi.daemon.base.JobId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/// `link.ask`: a full turn of the agent for a peer, told as it goes when the peer wants that. A
/// peer that goes away ends its turn.
///
/// @param redact takes secrets out of what leaves
/// @param progress silence after which a sign of life is sent
record AskVerb(PeerTurns turns, UnaryOperator<String> redact, Duration progress)
    implements LinkVerb {
  static final String METHOD = "link.ask";

  /// How often a silent turn gives a sign of life.
  static final Duration PROGRESS = Duration.ofSeconds(15);

  /// Characters of one part of an answer.
  static final int MAX_PART = 32 << 10;

  /// Characters of a whole answer: with every one of them escaped it still fits into a frame.
  static final int MAX_ANSWER = 128 << 10;

  private static final int WAITING = 16;

  @Override
  public String method() {
    return METHOD;
  }

  /// What the thread that watches the turn hands over.
  private sealed interface Told {
    record Said(String text) implements Told {}

    record Over(TurnResult result) implements Told {}

    record Broken(Problem why) implements Told {}
  }

  @Override
  public void serve(LinkExchange exchange) throws InterruptedException {
    ObjectNode params = exchange.request().params();
    String prompt = params.path("prompt").asString("").strip();
    if (prompt.isEmpty()) {
      exchange.refuse(LinkError.of(LinkCode.INVALID_PARAMS, "prompt required"));
      return;
    }
    JobId turn;
    try {
      turn = turns.begin(exchange.peer(), prompt, exchange.request().id());
    } catch (Problem e) {
      exchange.refuse(refusal(e));
      return;
    }
    try {
      follow(exchange, turn, params.path("stream").asBoolean(false));
    } catch (InterruptedException e) {
      turns.cancel(turn, exchange.peer());
      throw e;
    } finally {
      turns.left(exchange.peer().key(), turn);
    }
  }

  private static LinkError refusal(Problem e) {
    return switch (e.code()) {
      case BUSY, HALTED, QUEUE_FULL -> LinkError.of(LinkCode.TARGET_BUSY, e.sentence());
      case INVALID_PARAMS, IDEM_CONFLICT, TOO_LARGE ->
          LinkError.of(LinkCode.INVALID_PARAMS, e.sentence());
      default -> LinkError.of(LinkCode.INTERNAL_ERROR, e.sentence());
    };
  }

  private void follow(LinkExchange exchange, JobId turn, boolean stream)
      throws InterruptedException {
    if (stream) {
      exchange.chunk(sign("started", turn));
    }
    BlockingQueue<Told> told = new ArrayBlockingQueue<>(WAITING);
    Thread watcher = Thread.ofVirtual().name("link-ask").start(() -> watch(turn, told));
    try {
      while (true) {
        Told next = told.poll(progress.toNanos(), TimeUnit.NANOSECONDS);
        switch (next) {
          case null -> {
            if (stream) {
              exchange.chunk(sign("progress", turn));
            }
          }
          case Told.Said(String text) -> {
            if (stream) {
              say(exchange, redact.apply(text));
            }
          }
          case Told.Over(TurnResult result) -> {
            end(exchange, answer(result, turn), stream);
            return;
          }
          case Told.Broken(Problem why) -> {
            exchange.refuse(refusal(why));
            return;
          }
        }
      }
    } finally {
      watcher.interrupt();
    }
  }

  private void watch(JobId turn, BlockingQueue<Told> told) {
    try {
      Told last;
      try {
        last = new Told.Over(turns.watch(turn, (_, event) -> pass(event, told)));
      } catch (Problem e) {
        last = new Told.Broken(e);
      } catch (RuntimeException e) {
        last =
            new Told.Broken(
                Problem.of(ErrorCode.INTERNAL, "the turn could not be followed").because(e));
      }
      told.put(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits while the peer does not read; what comes meanwhile is handed on as one piece.
  private static void pass(TurnEvent event, BlockingQueue<Told> told) {
    if (event instanceof TurnEvent.Text text && !Thread.currentThread().isInterrupted()) {
      try {
        told.put(new Told.Said(text.text()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void say(LinkExchange exchange, String text) throws InterruptedException {
    int at = 0;
    while (at < text.length()) {
      int end = Cut.at(text, Math.min(text.length(), at + MAX_PART));
      exchange.chunk(Json.object().put("text", whole(text.substring(at, end))));
      at = end;
    }
  }

  private static ObjectNode sign(String event, JobId turn) {
    return Json.object().put("event", event).put("session_id", turn.value());
  }

  private static void end(LinkExchange exchange, ObjectNode answer, boolean stream)
      throws InterruptedException {
    if (stream) {
      exchange.finish(answer);
    } else {
      exchange.answer(answer);
    }
  }

  private ObjectNode answer(TurnResult result, JobId turn) {
    boolean interrupted =
        result.state().equals("cancelled") || result.state().equals("interrupted");
    return Json.object()
        .put("text", whole(text(result, interrupted)))
        .put("tokens_in", result.usage().input())
        .put("tokens_out", result.usage().output())
        .put("cost", result.usd().map(BigDecimal::doubleValue).orElse(0.0))
        .put("session_id", turn.value())
        .put("interrupted", interrupted);
  }

  private String text(TurnResult result, boolean interrupted) {
    String said = redact.apply(result.text());
    String shown = said.length() <= MAX_ANSWER ? said : Cut.head(said, MAX_ANSWER) + "\n[cut]";
    if (interrupted) {
      return shown.isEmpty() ? "[cancelled]" : shown;
    }
    Optional<String> failed =
        result.state().equals("done") ? Optional.empty() : result.message().or(result::code);
    return failed
        .map(why -> (shown.isEmpty() ? "" : shown + "\n") + "[error] " + redact.apply(why))
        .orElse(shown);
  }

  /// Halves of surrogate pairs cannot be signed; a model that says some is still heard.
  private static String whole(String text) {
    var sound = new StringBuilder(text.length());
    text.codePoints().forEach(c -> sound.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c));
    return sound.toString();
  }
}
