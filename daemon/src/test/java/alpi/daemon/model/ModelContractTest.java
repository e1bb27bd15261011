package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Rounds;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Timeouts;
import alpi.daemon.model.WireScript.Answer;
import alpi.daemon.model.WireScript.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What every adapter must do, whatever its wire: each situation over real HTTP.
abstract class ModelContractTest extends RequestContractTest {
  /// Odd, so that over the wire formats borders of every kind are met.
  private static final int BORDER_STEP = Rounds.of(5, 1);

  static final List<Call> CALLS =
      List.of(
          new Call("call_a", "list", "{\"path\":\"src\"}"),
          new Call("call_b", "read", "{\"path\":\"a \\\"b\\\".md\"}"));
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Timeouts SILENCE = new Timeouts(LONG, LONG, SHORT, LONG);

  @Test
  void streamsText() throws InterruptedException {
    var request = ask((_, _, reply) -> reply.stream(script().stream(HELLO)), "hi");
    assertEquals(HELLO.text(), asked.text());
    assertEquals(HELLO.text(), asked.finished().message().text());
    assertEquals(ModelEvent.Stop.END, asked.finished().stop());
    assertEquals(new ModelEvent.Usage(12, 3, 4, false), asked.finished().usage());
    assertEquals("openai/m1", asked.finished().model());
    assertEquals(script().path(), request.path());
    assertEquals("POST", request.method());
  }

  @Test
  void writesOneLedgerRowWithTheBytesOfTheWire() throws InterruptedException {
    var request = ask((_, _, reply) -> reply.stream(script().stream(HELLO)), "hi");
    assertEquals(1, asked.ledger.size());
    EgressRecord row = asked.ledger.getFirst();
    assertEquals("127.0.0.1", row.host());
    assertEquals(EgressRecord.Kind.MODEL, row.kind());
    assertTrue(row.bytesOut() > request.body().length());
    assertTrue(row.bytesIn() > script().stream(HELLO).length());
  }

  @Test
  void handsOverParallelToolCallsWhole() throws InterruptedException {
    ask(
        (_, _, reply) -> reply.stream(script().stream(new Answer(List.of("Ok. "), CALLS, true))),
        "hi");
    assertEquals(2, asked.calls().size());
    assertEquals("list", asked.calls().get(0).name());
    assertEquals("{\"path\":\"a \\\"b\\\".md\"}", asked.calls().get(1).arguments());
    assertEquals(ModelEvent.Stop.TOOLS, asked.finished().stop());
    assertEquals(asked.calls(), asked.finished().message().calls());
    assertFalse(asked.calls().get(0).id().equals(asked.calls().get(1).id()));
  }

  @Test
  void tellsOf401OnceAndNeverRetries() {
    var calls = new AtomicReference<>(0);
    Problem problem =
        refused((_, nth, reply) -> {
          calls.set(nth);
          reply.whole(401, "application/json", "{\"error\":{\"message\":\"bad sk-canary-1234\"}}");
        });
    assertEquals(ErrorCode.MODEL_AUTH, problem.code());
    assertEquals(
        "openai does not accept the key in OPENAI_API_KEY (HTTP 401): bad ***", problem.sentence());
    assertEquals(1, calls.get());
    assertTrue(asked.events.isEmpty());
  }

  @Test
  void neverRetriesWhatTheProviderRefuses() {
    for (int status : List.of(400, 403, 404, 413, 422)) {
      var calls = new AtomicReference<>(0);
      refused((_, nth, reply) -> {
        calls.set(nth);
        reply.whole(status, "application/json", "{\"error\":{\"message\":\"no\"}}");
      });
      assertEquals(1, calls.get(), "calls for " + status);
    }
  }

  @Test
  void waitsOutOne500() throws InterruptedException {
    ask(
        (_, nth, reply) -> {
          if (nth == 1) {
            reply.whole(500, "application/json", "{}");
          } else {
            reply.stream(script().stream(HELLO));
          }
        },
        "hi");
    assertEquals(HELLO.text(), asked.text());
    assertEquals(1, asked.retries());
    assertTrue(asked.pauses.getFirst().compareTo(Duration.ofMillis(500)) <= 0);
  }

  @Test
  void endsAfterFourCallsWhenItAlwaysFails() {
    var calls = new AtomicReference<>(0);
    Problem problem =
        refused((_, nth, reply) -> {
          calls.set(nth);
          reply.whole(500, "application/json", "{\"error\":{\"message\":\"boom\"}}");
        });
    assertEquals(ErrorCode.MODEL_BROKEN, problem.code());
    assertEquals("openai is in trouble (HTTP 500): boom", problem.sentence());
    assertEquals(4, calls.get());
    assertEquals(3, asked.retries());
    Duration waited = asked.pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertTrue(waited.compareTo(Duration.ofSeconds(15)) < 0, "waited " + waited);
  }

  @Test
  void honoursRetryAfter() throws InterruptedException {
    ask(
        (_, nth, reply) -> {
          if (nth == 1) {
            reply.whole(429, "application/json", "{}", "Retry-After: 7");
          } else {
            reply.stream(script().stream(HELLO));
          }
        },
        "hi");
    assertEquals(List.of(Duration.ofSeconds(7)), asked.pauses);
  }

  @Test
  void givesUpWhenRetryAfterIsTooLong() {
    Problem problem =
        refused((_, _, reply) -> reply.whole(429, "text/plain", "slow", "Retry-After: 61"));
    assertEquals(ErrorCode.RATE_LIMITED, problem.code());
    assertTrue(asked.pauses.isEmpty());
  }

  @Test
  void noticesASilentStream() {
    Problem problem =
        refused(
            (_, _, reply) -> {
              reply.events();
              reply.chunk(": hi\n\n");
              reply.silence();
            },
            SILENCE);
    assertEquals(ErrorCode.DEADLINE, problem.code());
    assertTrue(problem.sentence().contains("sent nothing for 150 ms"), problem.sentence());
  }

  @Test
  void noticesAServerThatNeverAnswers() {
    var timeouts = new Timeouts(LONG, SHORT, LONG, LONG);
    Problem problem = refused((_, _, reply) -> reply.silence(), timeouts);
    assertEquals(ErrorCode.DEADLINE, problem.code());
    assertTrue(problem.sentence().contains("did not answer within 150 ms"), problem.sentence());
  }

  @Test
  void endsAnEndlessStreamAtTheTotalTimeout() {
    var timeouts = new Timeouts(LONG, LONG, LONG, SHORT);
    Problem problem =
        refused(
            (_, _, reply) -> {
              reply.events();
              while (true) {
                reply.chunk(String.join("", script().begun("more ")));
              }
            },
            timeouts);
    assertEquals(ErrorCode.DEADLINE, problem.code());
  }

  @Test
  void doesNotRepeatWhatWasShownBeforeACut() {
    Problem problem =
        refused((_, _, reply) -> {
          reply.events();
          reply.chunk(String.join("", script().begun("PAR")));
          reply.cut();
        });
    assertEquals(ErrorCode.MODEL_BROKEN, problem.code());
    assertEquals("openai broke off in the middle of its answer.", problem.sentence());
    assertEquals("PAR", asked.text());
    assertEquals(0, asked.retries());
  }

  @Test
  void asksAgainAfterACutBeforeAnythingWasShown() throws InterruptedException {
    ask(
        (_, nth, reply) -> {
          if (nth == 1) {
            reply.events();
            reply.cut();
          } else {
            reply.stream(script().stream(HELLO));
          }
        },
        "hi");
    assertEquals(HELLO.text(), asked.text());
    assertEquals(1, asked.retries());
  }

  @Test
  void takesAStreamThatEndsTooEarlyForACut() {
    Problem problem =
        refused((_, _, reply) -> reply.stream(String.join("", script().begun("PAR"))));
    assertEquals(ErrorCode.MODEL_BROKEN, problem.code());
  }

  @Test
  void refusesGarbageAtOnce() {
    Problem problem = refused((_, _, reply) -> reply.stream("data: {not json\n\ndata: [DONE]\n\n"));
    assertEquals(ErrorCode.MODEL_BROKEN, problem.code());
    assertEquals(0, asked.retries());
  }

  @Test
  void refusesAHugeLine() {
    String part = "x".repeat(1 << 20);
    Problem problem =
        refused((_, _, reply) -> {
          reply.events();
          reply.chunk("data: ");
          while (true) {
            reply.chunk(part);
          }
        });
    assertEquals(ErrorCode.MODEL_BROKEN, problem.code());
    assertTrue(problem.sentence().contains("more than 8388608 bytes"), problem.sentence());
  }

  @Test
  void replacesBrokenUtf8() throws InterruptedException {
    byte[] bytes = script().stream(Answer.text("aXb")).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 'X' ? (byte) 0xff : bytes[i];
    }
    ask(
        (_, _, reply) -> {
          reply.events();
          reply.chunk(bytes);
          reply.end();
        },
        "hi");
    assertEquals("a\ufffdb", asked.text());
  }

  @Test
  void namesAWebPageInsteadOfAnAnswer() {
    Problem problem =
        refused((_, _, reply) -> reply.whole(200, "text/html", "<html><h1>Welcome</h1></html>"));
    assertEquals(ErrorCode.MODEL_BROKEN, problem.code());
    assertTrue(problem.sentence().contains("web page"), problem.sentence());
    Problem gateway =
        refused((_, _, reply) -> reply.whole(502, "text/html", "<html>Bad gateway</html>"));
    assertTrue(gateway.sentence().contains("(HTTP 502)"), gateway.sentence());
  }

  @Test
  void reportsAnErrorInsideTheStream() {
    Problem problem =
        refused((_, _, reply) ->
            reply.stream(
                "event: error\ndata: {\"type\":\"error\",\"error\":"
                    + "{\"type\":\"invalid_request_error\",\"message\":\"too big\"}}\n\n"));
    assertEquals(ErrorCode.MODEL_REFUSED, problem.code());
    assertTrue(problem.sentence().contains("too big"), problem.sentence());
  }

  @Test
  void finishesWithoutTextWhenTheAnswerIsEmpty() throws InterruptedException {
    ask(
        (_, _, reply) -> reply.stream(script().stream(new Answer(List.of(), List.of(), true))),
        "hi");
    assertEquals("", asked.finished().message().text());
  }

  @Test
  void takesAnEmptyBodyForAFailure() {
    Problem problem = refused((_, _, reply) -> reply.whole(200, "text/event-stream", ""));
    assertEquals(ErrorCode.MODEL_BROKEN, problem.code());
  }

  @Test
  void readsAnAnswerInOnePiece() throws InterruptedException {
    ask((_, _, reply) -> reply.whole(200, "application/json", script().whole(HELLO)), "hi");
    assertEquals(HELLO.text(), asked.text());
    assertEquals(12, asked.finished().usage().input());
  }

  @Test
  void estimatesUsageThatIsNotReported() throws InterruptedException {
    Answer silent = new Answer(List.of("12345678"), List.of(), false);
    ask((_, _, reply) -> reply.stream(script().stream(silent)), "hi");
    assertTrue(asked.finished().usage().estimated());
    assertEquals(2, asked.finished().usage().output());
    assertTrue(asked.finished().usage().input() > 10);
  }

  @Test
  void stopsAtOnceWhenCancelled() throws InterruptedException {
    var streaming = new CountDownLatch(1);
    try (var server =
        ScriptedModelServer.start((_, _, reply) -> {
          reply.events();
          reply.chunk(String.join("", script().begun("PAR")));
          streaming.countDown();
          reply.silence();
        })) {
      var thrown = new AtomicReference<ErrorCode>();
      Model model = asked.model(script(), server.url("/v1"), Asked.TIMEOUTS);
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  asked.ask(model, Asked.say("hi"));
                } catch (Problem problem) {
                  thrown.set(problem.code());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      streaming.await();
      asked.cancel.fire();
      assertTrue(caller.join(LONG), "the stream did not stop");
      assertEquals(ErrorCode.CANCELLED, thrown.get());
    }
  }

  @Test
  void survivesEveryChunkBorder() throws InterruptedException {
    Answer answer = new Answer(HELLO.texts(), CALLS, true);
    byte[] bytes = script().stream(answer).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    try (var server =
        ScriptedModelServer.start((_, nth, reply) -> {
          reply.events();
          int border = nth * BORDER_STEP % bytes.length;
          reply.chunk(": ping\r\n");
          if (border > 0) {
            reply.chunk(Arrays.copyOf(bytes, border));
          }
          reply.chunk(Arrays.copyOfRange(bytes, border, bytes.length));
          reply.end();
        })) {
      Model model = asked.model(script(), server.url("/v1"), Asked.TIMEOUTS);
      for (int i = 0; i < bytes.length; i += BORDER_STEP) {
        asked.events.clear();
        asked.ask(model, Asked.say("hi"));
        assertEquals(HELLO.text(), asked.text(), "border " + i);
        assertEquals(2, asked.calls().size(), "border " + i);
      }
      assertTrue(server.connections() <= 2, "connections: " + server.connections());
    }
  }
}
