package alpi.daemon.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.job.Fence;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.session.Message.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolRunnerTest {
  @TempDir Path dir;
  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench(dir);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aRunThatWasGivenUpDoesNothingMore() {
    bench.fence = new Fence(Optional.of(new Fence.Attempt(bench.run, 1)));
    Outcome outcome = bench.does("write", "{\"path\":\"late.txt\",\"content\":\"late\"}");
    assertFalse(outcome.ran());
    assertEquals(Optional.of(ErrorCode.INTERRUPTED), outcome.code());
    assertFalse(Files.exists(dir.resolve("late.txt")));
    assertEquals(List.of(), bench.events(EventKind.TOOL_CALLED));
  }

  @Test
  void recordsTheCallBeforeAndTheAnswerAfter() {
    bench.file("a.txt", "hello\n");
    Outcome outcome = bench.does("read", "{\"path\":\"a.txt\"}");
    assertEquals("hello\n", outcome.message().text());
    assertTrue(outcome.ran());
    List<Event> events = bench.events(EventKind.TOOL_CALLED, EventKind.TOOL_ANSWERED);
    assertEquals(
        List.of(EventKind.TOOL_CALLED, EventKind.TOOL_ANSWERED),
        events.stream().map(Event::kind).toList());
    assertEquals("read", events.getFirst().body().path("tool").asString(""));
    assertEquals(64, events.getFirst().body().path("input_sha").asString("").length());
    assertEquals(6, events.getLast().body().path("bytes").asInt(0));
    assertEquals(Optional.of("call-1"), events.getFirst().span());
  }

  @Test
  void toldAboutAnUnknownToolTheModelLearnsTheNames() {
    Outcome outcome = bench.does("bash", "{}");
    assertFalse(outcome.ran());
    assertTrue(outcome.message().text().contains("edit, list, more_tools, read, search, write"));
  }

  @Test
  void argumentsThatAreNotJsonAreSaidToBeSo() {
    Outcome outcome = bench.does("read", "{\"path\":");
    assertEquals(Optional.of(ErrorCode.INVALID_PARAMS), outcome.code());
    assertTrue(outcome.message().text().contains("not valid JSON"), outcome.message().text());
    assertEquals(1, bench.events(EventKind.TOOL_FAILED).size());
    assertEquals(0, bench.events(EventKind.TOOL_CALLED).size());
  }

  @Test
  void aDeniedToolIsNeitherOfferedNorRun() {
    bench.with(t -> denying(t, "write"));
    assertEquals(
        Optional.of(ErrorCode.DENIED),
        bench.does("write", "{\"path\":\"x\",\"content\":\"\"}").code());
    assertFalse(
        new Tools(bench.tools)
            .offered(bench.session, bench.settings.deny()).stream()
                .anyMatch(tool -> tool.name().equals("write")));
  }

  @Test
  void aSensitiveFileIsDeniedOnRecordAndNeverOpened() {
    bench.file(".env", "TOKEN=1\n");
    Outcome outcome = bench.does("read", "{\"path\":\".env\"}");
    assertTrue(outcome.refused());
    assertFalse(outcome.message().text().contains("TOKEN"));
    assertEquals(1, bench.events(EventKind.POLICY_DENIED).size());
    assertEquals(0, bench.events(EventKind.TOOL_CALLED).size());
  }

  @Test
  void anUnattendedTaintedWriteNeedsAGrant() {
    bench.labels = Labels.OWNER.and(Labels.of(Source.WEB, false));
    Outcome outcome = bench.does("write", "{\"path\":\"x\",\"content\":\"y\"}");
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), outcome.code());
    assertTrue(outcome.refused());
    assertFalse(Files.exists(bench.workspace.resolve("x")));
    Event denied = bench.events(EventKind.POLICY_DENIED).getFirst();
    assertEquals("web", denied.body().path("taint").path(0).asString(""));
  }

  @Test
  void anAttendedTaintedWriteRunsAfterConsentAndOnlyThen() {
    bench.labels = Labels.of(Source.WEB, false);
    bench.attended = true;
    assertTrue(bench.does("write", "{\"path\":\"x\",\"content\":\"y\"}").message().ok());
    assertEquals(1, bench.questions.size());
    bench.consent = new Judge.Consent.Withheld(ErrorCode.DENIED, "the owner said no");
    Outcome no = bench.does("write", "{\"path\":\"z\",\"content\":\"y\"}");
    assertTrue(no.message().text().contains("the owner said no"));
    assertFalse(Files.exists(bench.workspace.resolve("z")));
  }

  /// AG-06: what was agreed to is what runs; if it would do something else by then, it is asked
  /// anew.
  @Test
  void asksAgainWhenTheObjectChangedWhileTheOwnerWasThinking() {
    bench.labels = Labels.of(Source.WEB, false);
    bench.attended = true;
    bench.file("x", "one");
    var times = new AtomicInteger();
    bench.whileAsked =
        () -> {
          if (times.incrementAndGet() == 1) {
            bench.file("x", "two");
          }
        };
    assertTrue(bench.does("write", "{\"path\":\"x\",\"content\":\"y\"}").message().ok());
    assertEquals(2, bench.questions.size());
  }

  @Test
  void givesUpOnACallThatKeepsChanging() {
    bench.labels = Labels.of(Source.WEB, false);
    bench.attended = true;
    var times = new AtomicInteger();
    bench.whileAsked = () -> bench.file("x", "version " + times.incrementAndGet());
    Outcome outcome = bench.does("write", "{\"path\":\"x\",\"content\":\"y\"}");
    assertEquals(Optional.of(ErrorCode.CONFLICT), outcome.code());
    assertEquals(ToolRunner.MAX_QUESTIONS, bench.questions.size());
    assertEquals("version 3", bench.content("x"));
  }

  @Test
  void aSwappedLinkIsAnotherBinding() throws Exception {
    bench.labels = Labels.of(Source.WEB, false);
    bench.attended = true;
    bench.file("one", "1");
    bench.file("two", "1");
    Path link = bench.workspace.resolve("link");
    Files.createSymbolicLink(link, bench.workspace.resolve("one"));
    bench.whileAsked =
        () -> {
          try {
            Files.delete(link);
            Files.createSymbolicLink(link, bench.workspace.resolve("two"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    bench.does("write", "{\"path\":\"link\",\"content\":\"y\"}");
    assertEquals(2, bench.questions.size());
    assertEquals("1", bench.content("one"));
  }

  @Test
  void cutsALongResultAndKeepsAllOfItAsABlobOfTheConversation() {
    bench.with(t -> outputChars(t, 400));
    bench.file("long.txt", "0123456789abcdef\n".repeat(100));
    Outcome outcome = bench.does("read", "{\"path\":\"long.txt\"}");
    String text = outcome.message().text();
    assertTrue(text.length() < 600, text);
    assertEquals(1700, outcome.bytes());
    var ref = outcome.message().full().orElseThrow();
    assertTrue(text.contains("blob:" + ref.hash()));
    String again = bench.says("read", "{\"path\":\"blob:" + ref.hash() + "\",\"limit\":2}");
    assertEquals(
        "0123456789abcdef\n0123456789abcdef\n[lines 1-2 of 100; continue with offset 3]\n", again);
  }

  @Test
  void aResultAtTheLimitIsNotCut() {
    bench.with(t -> outputChars(t, 1700));
    bench.file("long.txt", "0123456789abcdef\n".repeat(100));
    assertTrue(bench.does("read", "{\"path\":\"long.txt\"}").message().full().isEmpty());
    bench.file("long.txt", "0123456789abcdef\n".repeat(100) + "x");
    assertTrue(bench.does("read", "{\"path\":\"long.txt\"}").message().full().isPresent());
  }

  @Test
  void secretsAreTakenOutOfResults() {
    bench.file("notes.txt", "key sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH\n");
    assertFalse(bench.says("read", "{\"path\":\"notes.txt\"}").contains("abcdefghijklmnop"));
  }

  @Test
  void callsAfterAStopAreSkippedSoThatEveryCallHasItsResult() {
    bench.cancel.fire();
    List<Outcome> outcomes =
        bench.does(List.of(bench.call("list", "{}"), bench.call("list", "{}")));
    assertEquals(2, outcomes.size());
    assertTrue(outcomes.stream().allMatch(o -> o.message().text().startsWith("Skipped")));
    assertEquals(List.of("call-1", "call-2"), ids(outcomes));
  }

  @Test
  void tellsAModelThatRepeatsItself() {
    assertFalse(bench.says("read", "{\"path\":\"none\"}").contains("times"));
    var runner = bench.runner();
    String last = "";
    for (int i = 0; i < LoopGuard.TOLD_AT; i++) {
      assertFalse(last.contains("very call"));
      last = only(runner, bench.call("read", "{\"path\":\"none\"}")).message().text();
    }
    assertTrue(last.contains("has failed 3 times"), last);
  }

  @Test
  void readsRunSideBySideAndAnswerInTheOrderOfTheCalls() {
    var both = new CountDownLatch(2);
    bench.tools.add(new Meeting(both));
    List<Outcome> outcomes =
        bench.does(
            List.of(
                bench.call("meet", "{\"name\":\"a\"}"), bench.call("meet", "{\"name\":\"b\"}")));
    assertEquals(List.of("a", "b"), outcomes.stream().map(o -> o.message().text()).toList());
    assertEquals(2, bench.told.size());
  }

  @Test
  void writesOfOneStepSeeEachOther() {
    List<Outcome> outcomes =
        bench.does(
            List.of(
                bench.call("write", "{\"path\":\"x\",\"content\":\"one\"}"),
                bench.call("edit", "{\"path\":\"x\",\"old\":\"one\",\"new\":\"two\"}"),
                bench.call("read", "{\"path\":\"x\"}")));
    assertTrue(outcomes.stream().allMatch(o -> o.message().ok()));
    assertEquals("two", outcomes.getLast().message().text());
  }

  @Test
  void aToolThatBreaksFailsItsCallAndNothingElse() {
    bench.tools.add(new Broken());
    Outcome outcome = bench.does("broken", "{}");
    assertEquals(Optional.of(ErrorCode.INTERNAL), outcome.code());
    assertEquals(1, bench.events(EventKind.TOOL_FAILED).size());
    assertTrue(bench.does("list", "{}").message().ok());
  }

  @Test
  void whatCannotBeRecordedIsNotDone() {
    var runner = bench.runner();
    bench.journal.close();
    Outcome outcome = only(runner, bench.call("write", "{\"path\":\"x\",\"content\":\"y\"}"));
    assertFalse(outcome.ran());
    assertFalse(Files.exists(bench.workspace.resolve("x")));
  }

  @Test
  void furtherToolsJoinTheConversationThatAsksForThem() {
    bench.tools.add(new Broken());
    var runner = bench.runner();
    assertFalse(offers(runner, "broken"));
    String text =
        only(runner, bench.call("more_tools", "{\"need\":\"anything\"}")).message().text();
    assertTrue(text.contains("broken: Breaks."));
    assertTrue(offers(runner, "broken"));
  }

  private boolean offers(ToolRunner runner, String name) {
    return runner.tools().offered(bench.session, List.of()).stream()
        .anyMatch(tool -> tool.name().equals(name));
  }

  private Outcome only(ToolRunner runner, Call call) {
    try {
      return runner.run(List.of(call), bench.scope()).getFirst();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> ids(List<Outcome> outcomes) {
    var ids = new ArrayList<String>();
    outcomes.forEach(outcome -> ids.add(outcome.message().callId()));
    return ids;
  }

  private static ProfileConfig.Tools denying(ProfileConfig.Tools t, String name) {
    return new ProfileConfig.Tools(
        t.maxSteps(),
        t.maxParallel(),
        List.of(name),
        t.outputChars(),
        t.shell(),
        t.webFetch(),
        t.webSearch());
  }

  private static ProfileConfig.Tools outputChars(ProfileConfig.Tools t, int chars) {
    return new ProfileConfig.Tools(
        t.maxSteps(), t.maxParallel(), t.deny(), chars, t.shell(), t.webFetch(), t.webSearch());
  }

  private static Plan harmless() {
    return new Plan(List.of(new Access(Capability.ASK, "test", Tier.SAFE, "")), "a test", Map.of());
  }

  /// Comes back only when two of its calls have met.
  private record Meeting(CountDownLatch both) implements Tool<Meeting.Who> {
    record Who(@Doc String name) {}

    @Override
    public ToolSpec spec() {
      return ToolSpec.of(
          "meet", "Meets.", ToolTrait.CORE, ToolTrait.IDEMPOTENT, ToolTrait.PARALLEL);
    }

    @Override
    public Class<Who> arguments() {
      return Who.class;
    }

    @Override
    public Plan plan(Who arguments, ToolContext context) {
      return harmless();
    }

    @Override
    public ToolResult run(Who arguments, Plan plan, ToolContext context)
        throws InterruptedException {
      both.countDown();
      both.await();
      return ToolResult.ok(arguments.name(), Labels.NONE);
    }
  }

  private record Broken() implements Tool<Broken.Nothing> {
    record Nothing() {}

    @Override
    public ToolSpec spec() {
      return ToolSpec.of("broken", "Breaks.");
    }

    @Override
    public Class<Nothing> arguments() {
      return Nothing.class;
    }

    @Override
    public Plan plan(Nothing arguments, ToolContext context) {
      return harmless();
    }

    @Override
    public ToolResult run(Nothing arguments, Plan plan, ToolContext context) {
      throw new IllegalStateException("a fault");
    }
  }
}
