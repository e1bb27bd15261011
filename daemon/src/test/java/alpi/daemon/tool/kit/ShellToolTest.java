package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Eventually;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Choice;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.tool.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShellToolTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path dir;
  private Room room;

  @BeforeEach
  void open() {
    room = new Room(dir, "tools:\n  shell:\n    allow: [\"rm -r build\"]\n", Map.of());
  }

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void runsASafeCommandInTheWorkspace() throws IOException {
    Files.writeString(room.workspace.resolve("a.txt"), "hello\n");
    Outcome outcome = room.does("shell", "{\"command\":\"cat a.txt | tr a-z A-Z\"}");
    assertEquals("HELLO\n", outcome.message().text());
    assertTrue(outcome.message().labels().privateData());
    assertEquals(1, room.events(EventKind.TOOL_CALLED).size());
  }

  @Test
  void saysHowACommandEnded() {
    Outcome outcome = room.does("shell", "{\"command\":\"ls nothing-here\"}");
    assertFalse(outcome.message().ok());
    String text = outcome.message().text();
    assertTrue(text.startsWith("[stderr]\n"), text);
    assertTrue(text.endsWith("[exit 2]\n"), text);
    assertEquals("[no output]\n", room.says("shell", "{\"command\":\"true\"}"));
  }

  @Test
  void handsNoSecretToTheChild() {
    String text = room.says("shell", "{\"command\":\"env\"}");
    assertFalse(text.contains("canary"), text);
  }

  @Test
  void whatIsDangerousNeverRuns() {
    room.attended = true;
    Outcome outcome = room.does("shell", "{\"command\":\"rm -rf /\"}");
    assertEquals(Optional.of(ErrorCode.DENIED), outcome.code());
    assertEquals(1, room.events(EventKind.POLICY_DENIED).size());
    assertEquals(0, room.events(EventKind.APPROVAL_ASKED).size());
  }

  @Test
  void cautionNeedsAGrantWhereNobodyIsThere() {
    assertEquals(
        Optional.of(ErrorCode.NEED_GRANT),
        room.does("shell", "{\"command\":\"rm -r out\"}").code());
  }

  @Test
  void runsAfterTheOwnerAgreedAndRemembersForTheConversation() throws Exception {
    room.attended = true;
    Files.createDirectories(room.workspace.resolve("out"));
    Outcome outcome = answered("shell", "{\"command\":\"rm -r out\"}", Choice.SESSION);
    assertTrue(outcome.message().ok(), outcome.message().text());
    assertFalse(Files.exists(room.workspace.resolve("out")));
    Files.createDirectories(room.workspace.resolve("out"));
    assertTrue(room.does("shell", "{\"command\":\"rm -r 'out'\"}").message().ok());
    assertEquals(1, room.events(EventKind.APPROVAL_ASKED).size());
  }

  @Test
  void aRefusalIsTold() throws Exception {
    room.attended = true;
    Outcome outcome = answered("shell", "{\"command\":\"rm -r out\"}", Choice.DENY);
    assertEquals(Optional.of(ErrorCode.DENIED), outcome.code());
    assertTrue(outcome.message().text().contains("the owner said no"));
  }

  /// AG-06: the program is swapped between the question and the answer.
  @Test
  void aProgramSwappedMeanwhileIsAskedAboutAnew() throws Exception {
    room.attended = true;
    room.labels = Labels.of(Source.WEB, false);
    Path tool = Files.writeString(room.workspace.resolve("tool"), "#!/bin/sh\necho one\n");
    assertTrue(tool.toFile().setExecutable(true));
    var asked = new ArrayList<String>();
    var result = new AtomicReference<Outcome>();
    Thread caller =
        Thread.ofVirtual().start(() -> result.set(room.does("shell", "{\"command\":\"./tool\"}")));
    ApprovalRequest first = nextQuestion(asked);
    Files.writeString(tool, "#!/bin/sh\necho two\n");
    room.desk.answer(first.id(), Choice.ONCE, Optional.empty(), OWNER);
    ApprovalRequest second = nextQuestion(asked);
    assertFalse(first.binding().equals(second.binding()));
    room.desk.answer(second.id(), Choice.DENY, Optional.empty(), OWNER);
    caller.join();
    assertEquals(Optional.of(ErrorCode.DENIED), result.get().code());
  }

  @Test
  void whatTheSettingsAllowRunsUnasked() throws IOException {
    Files.createDirectories(room.workspace.resolve("build"));
    assertTrue(room.does("shell", "{\"command\":\"rm  -r \\\"build\\\"\"}").message().ok());
    assertFalse(Files.exists(room.workspace.resolve("build")));
    assertEquals(
        Optional.of(ErrorCode.NEED_GRANT),
        room.does("shell", "{\"command\":\"rm -r build other\"}").code());
  }

  @Test
  void endsACommandThatTakesTooLong() {
    String text = room.says("shell", "{\"command\":\"sleep 30\",\"timeout\":1}");
    assertTrue(text.startsWith("[ended after 1.0 s"), text);
  }

  @Test
  void keepsALongOutputAsABlob() {
    String text = room.says("shell", "{\"command\":\"seq 1 400000\"}");
    assertTrue(text.length() < 31_000);
    assertTrue(text.contains("[all 2688895 bytes of output: read blob:"), text.substring(29_000));
    String hash = text.substring(text.lastIndexOf("blob:"), text.lastIndexOf(']'));
    String window = room.says("read", "{\"path\":\"" + hash + "\",\"offset\":200000,\"limit\":1}");
    assertTrue(window.startsWith("200000\n"), window);
  }

  @Test
  void aCommandCanGoOnInTheBackground() {
    String started = room.says("shell", "{\"command\":\"sleep 30\",\"action\":\"background\"}");
    String id = started.replaceAll(".* as (\\w+)\\.", "$1");
    String status = room.says("shell", "{\"action\":\"status\",\"id\":\"" + id + "\"}");
    assertTrue(status.startsWith(id + ": running"), status);
    String killed = room.says("shell", "{\"action\":\"kill\",\"id\":\"" + id + "\"}");
    assertTrue(killed.startsWith(id + ": cancelled"), killed);
  }

  @Test
  void aPipeIsNotReadFrom() throws Exception {
    room.attended = true;
    room.labels = Labels.of(Source.WEB, false);
    assertTrue(answered("shell", "{\"command\":\"mkfifo pipe\"}", Choice.ONCE).message().ok());
    for (String call : List.of("read", "write")) {
      String arguments = call.equals("read") ? "" : ",\"content\":\"x\"";
      String text = room.says(call, "{\"path\":\"pipe\"" + arguments + "}");
      assertTrue(text.contains("not a file"), text);
    }
    assertTrue(room.says("search", "{\"pattern\":\"x\"}").startsWith("[no match"));
  }

  @Test
  void refusesArgumentsThatDoNotGoTogether() {
    for (String bad :
        List.of(
            "{}",
            "{\"action\":\"kill\"}",
            "{\"command\":\"ls\",\"id\":\"b1\"}",
            "{\"command\":\"ls\",\"action\":\"status\"}",
            "{\"command\":\"ls\",\"sandbox\":false}",
            "{\"command\":\"ls\",\"timeout\":0}",
            "{\"command\":\"ls\",\"timeout\":86401}")) {
      assertEquals(Optional.of(ErrorCode.INVALID_PARAMS), room.does("shell", bad).code(), bad);
    }
  }

  private Outcome answered(String tool, String arguments, Choice choice) throws Exception {
    var result = new AtomicReference<Outcome>();
    Thread caller = Thread.ofVirtual().start(() -> result.set(room.does(tool, arguments)));
    room.desk.answer(nextQuestion(new ArrayList<>()).id(), choice, Optional.empty(), OWNER);
    caller.join();
    return result.get();
  }

  /// Waits for a question that was not seen yet.
  private ApprovalRequest nextQuestion(List<String> seen) {
    ApprovalRequest next =
        Eventually.some(() ->
            room.desk.pending(Optional.of(room.session)).stream()
                .filter(ApprovalRequest.class::isInstance)
                .map(ApprovalRequest.class::cast)
                .filter(request -> !seen.contains(request.id().value()))
                .findFirst());
    seen.add(next.id().value());
    return next;
  }
}
