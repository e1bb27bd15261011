package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `chat --once` as a whole process against a scripted daemon.
class OnceTest {
  private static final String[] ONCE = {"chat", "--once", "hi"};

  @TempDir Path home;

  @Test
  void printsTheAnswerAloneOnStandardOutput() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, OnceTest::helpful);
        Client client = Client.run(home, "chat", "--once", "hi")) {
      assertEquals(0, client.exit(), client.err());
      assertEquals("Hello, wörld 😀\n", client.out());
      assertEquals("", client.err());
      JsonObject params = daemon.request("host.chat.send").object("params");
      assertEquals("hi", params.text("text"));
      assertEquals("default", params.text("profile"));
      assertFalse(params.flag("attended"));
      assertTrue(Path.of(params.text("cwd")).isAbsolute());
      assertFalse(params.has("stdin"));
    }
  }

  @Test
  void printsEveryCharacterOnceWhenAStreamRepeatsItself() throws Exception {
    FakeDaemon.Script script =
        (request, reply) -> {
          reply.text(1, 0, "abc");
          reply.text(1, 0, "abcd");
          reply.text(1, 4, "ef");
          reply.text(2, 0, "next");
          reply.done("next");
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertEquals(0, client.exit());
      assertEquals("abcdef\nnext\n", client.out());
    }
  }

  @Test
  void saysWhyADaemonLetsNobodyIn() throws Exception {
    for (String[] words : List.of(ONCE, new String[] {"sessions", "list"})) {
      try (FakeDaemon daemon = FakeDaemon.full(home);
          Client client = Client.run(daemon.home(), words)) {
        assertEquals(1, client.exit(), client.err());
        assertTrue(client.err().contains("at most 0 connections"), client.err());
      }
      Files.delete(home.resolve("host").resolve("host.sock"));
    }
  }

  @Test
  void passesEveryLimitAndChoiceOn() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, OnceTest::helpful);
        Client client =
            Client.run(
                home,
                "-p",
                "work",
                "chat",
                "--once",
                "@file -x",
                "--session",
                "s9",
                "--model",
                "a/b",
                "--no-tools",
                "--timeout",
                "5m",
                "--max-usd",
                "0.50",
                "--max-steps",
                "3",
                "--idempotency-key",
                "k")) {
      assertEquals(0, client.exit(), client.err());
      JsonObject params = daemon.request("host.chat.send").object("params");
      assertEquals("work", params.text("profile"));
      assertEquals("@file -x", params.text("text"));
      assertEquals("s9", params.text("session"));
      assertEquals("a/b", params.text("model"));
      assertTrue(params.flag("noTools"));
      assertEquals(300_000, params.number("timeoutMillis"));
      assertEquals("0.50", params.shown("maxUsd"));
      assertEquals(3, params.number("maxSteps"));
      assertEquals("k", params.text("idempotencyKey"));
    }
  }

  @Test
  void endsWithTheStatusOfTheReason() throws Exception {
    assertEquals(5, exitOf("model_unreachable"));
    assertEquals(5, exitOf("model_auth"));
    assertEquals(4, exitOf("budget"));
    assertEquals(3, exitOf("denied"));
    assertEquals(1, exitOf("deadline"));
    assertEquals(1, exitOf("something_newer"));
  }

  @Test
  void neverCallsAnEmptyAnswerDone() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.done(" "));
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertEquals(1, client.exit());
      assertTrue(client.err().contains("empty answer"), client.err());
    }
  }

  @Test
  void saysHowToResumeWhenTheDaemonDiesInMidTurn() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    FakeDaemon.Script script =
        (request, reply) -> {
          reply.started("turn-77");
          reply.text(1, 0, "half");
          began.countDown();
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertTrue(began.await(60, TimeUnit.SECONDS));
      daemon.kill();
      assertEquals(1, client.exit());
      assertTrue(client.err().contains("alpi chat --resume turn-77"), client.err());
      assertEquals("half", client.out());
    }
  }

  @Test
  void takesUpAnEarlierTurn() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, OnceTest::helpful);
        Client client = Client.run(home, "chat", "--resume", "turn-77")) {
      assertEquals(0, client.exit(), client.err());
      JsonObject request = daemon.request();
      assertEquals("host.chat.resume", request.text("method"));
      assertEquals("turn-77", request.object("params").text("turn"));
      assertTrue(request.object("params").flag("requeue"));
    }
  }

  @Test
  void cancelsTheTurnOnInterrupt() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    List<FakeDaemon.Reply> open = new ArrayList<>();
    FakeDaemon.Script script =
        (request, reply) -> {
          if (request.text("method").equals("host.chat.cancel")) {
            reply.result(new JsonObject().put("cancelled", true));
            open.getFirst().result(new JsonObject().put("turn", "t1").put("state", "cancelled"));
          } else {
            open.add(reply);
            reply.started("t1");
            reply.text(1, 0, "half an ans");
            began.countDown();
          }
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertTrue(began.await(60, TimeUnit.SECONDS));
      daemon.request("host.chat.send");
      interrupt(client);
      assertEquals(130, client.exit(), client.err());
      assertEquals("t1", daemon.request("host.chat.cancel").object("params").text("turn"));
    }
  }

  @Test
  void leavesAfterASecondWhenTheDaemonDoesNotEndTheTurn() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    FakeDaemon.Script script =
        (request, reply) -> {
          if (request.text("method").equals("host.chat.send")) {
            reply.started("t1");
            began.countDown();
          }
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertTrue(began.await(60, TimeUnit.SECONDS));
      interrupt(client);
      assertEquals(130, client.exit());
      daemon.request("host.chat.cancel");
    }
  }

  @Test
  void endsQuietlyWhenNobodyReadsTheAnswer() throws Exception {
    FakeDaemon.Script script =
        (request, reply) -> {
          if (!request.text("method").equals("host.chat.send")) {
            return;
          }
          reply.started("t1");
          for (int i = 0; i < 4_000; i++) {
            reply.text(1, 100L * i, "x".repeat(99) + "\n");
          }
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.unread(daemon.home(), "chat", "--once", "hi")) {
      client.process().getInputStream().close();
      assertEquals(141, client.exit(), client.err());
      assertEquals("", client.err());
    }
  }

  @Test
  void printsOneObjectForJsonAndOneLineForEachEventOtherwise() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, OnceTest::helpful)) {
      try (Client client = Client.run(daemon.home(), "chat", "--once", "hi", "--json")) {
        assertEquals(0, client.exit(), client.err());
        JsonObject only = parse(client.out().strip());
        assertEquals(1, only.number("v"));
        assertEquals("done", only.text("state"));
        assertEquals("Hello, wörld 😀", only.text("text"));
        assertEquals("0", only.shown("exit"));
      }
      try (Client client = Client.run(daemon.home(), "chat", "--once", "hi", "--stream-json")) {
        assertEquals(0, client.exit(), client.err());
        List<JsonObject> lines = client.out().lines().map(OnceTest::parse).toList();
        assertEquals(
            List.of("started", "text", "text", "finished"),
            lines.stream().map(line -> line.text("kind")).toList());
        assertTrue(lines.stream().allMatch(line -> line.number("v") == 1));
      }
    }
  }

  @Test
  void tellsProgramsWhyARequestNeverBecameATurn() throws Exception {
    FakeDaemon.Script script =
        (request, reply) -> reply.error("not_found", "There is no session s9.");
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client =
            Client.run(daemon.home(), "chat", "--once", "hi", "--session", "s9", "--json")) {
      assertEquals(1, client.exit());
      JsonObject line = parse(client.out().strip());
      assertEquals("not_found", line.object("error").text("code"));
      assertTrue(client.err().contains("There is no session s9."), client.err());
    }
  }

  @Test
  void warnsOfRetriesButKeepsProgressToTerminals() throws Exception {
    FakeDaemon.Script script =
        (request, reply) -> {
          reply.started("t1");
          JsonObject called = new JsonObject().put("kind", "tool.called").put("tool", "read");
          reply.event(called.put("summary", "a file"));
          JsonObject retry = new JsonObject().put("kind", "retrying").put("attempt", 2);
          reply.event(retry.put("delayMillis", 500).put("reason", "HTTP 500"));
          reply.done("fine");
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertEquals(0, client.exit());
      assertEquals("fine\n", client.out());
      assertEquals("alpi: The model call failed (HTTP 500); retry 2 in 500 ms.\n", client.err());
    }
  }

  @Test
  void loadsNoLibraryForOneTurn() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, OnceTest::helpful);
        Client client =
            Client.withOptions(
                daemon.home(), List.of("-Xlog:class+load:stderr"), "chat", "--once", "hi")) {
      assertEquals(0, client.exit());
      String loaded = client.err();
      assertTrue(loaded.contains("alpi.cli.Main"), "the log of loaded classes is empty");
      for (String banned :
          new String[] {
            "picocli",
            "tools.jackson",
            "com.fasterxml",
            "org.jline",
            "org.commonmark",
            "org.slf4j",
            "ch.qos.logback",
            "io.netty",
            "org.sqlite",
            "java.net.http",
            "java.util.logging",
            "java.util.regex.Matcher ",
            "java.util.Formatter ",
            "alpi.daemon",
            "alpi.alp.json",
            "alpi.cli.talk",
            "alpi.cli.aot"
          }) {
        assertFalse(loaded.contains(" " + banned), () -> lineWith(loaded, banned));
      }
    }
  }

  private static String lineWith(String log, String word) {
    return log.lines().filter(line -> line.contains(" " + word)).findFirst().orElse(word);
  }

  private static void interrupt(Client client) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(client.process().pid())).start().waitFor();
  }

  private int exitOf(String code) throws Exception {
    Path other = home.resolve(code);
    try (FakeDaemon daemon =
            new FakeDaemon(other, (request, reply) -> reply.failed(code, "No luck."));
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      int exit = client.exit();
      assertEquals("alpi: No luck.\n", client.err());
      return exit;
    }
  }

  private static void helpful(JsonObject request, FakeDaemon.Reply reply) throws IOException {
    reply.started("t1");
    reply.text(1, 0, "Hello, ");
    reply.text(1, 7, "wörld 😀");
    reply.done("Hello, wörld 😀");
  }

  private static JsonObject parse(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return JsonReader.readObject(bytes, 0, bytes.length);
  }
}
