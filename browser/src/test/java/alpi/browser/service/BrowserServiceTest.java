package alpi.browser.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.Outcome;
import alpi.browser.ProxyAddress;
import alpi.browser.StorageState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When the engine starts, ends and starts again.
class BrowserServiceTest {
  private @TempDir Path dir;
  private final AtomicLong now = new AtomicLong(7);
  private final List<FakeEngine> engines = new ArrayList<>();
  private Optional<BrowserService> made = Optional.empty();

  private BrowserService service() {
    if (made.isEmpty()) {
      var settings =
          new BrowserSettings(
              EngineKind.CDP,
              Optional.empty(),
              Optional.empty(),
              dir.resolve("profile"),
              dir,
              new ProxyAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), "u", "p"),
              true,
              false,
              Duration.ofMinutes(10),
              1000,
              true);
      made =
          Optional.of(
              new BrowserService(
                  settings,
                  path -> Path.of(path),
                  (_, _, _) -> {
                    engines.add(new FakeEngine());
                    return engines.getLast();
                  },
                  now::get));
    }
    return made.get();
  }

  @AfterEach
  void stop() {
    made.ifPresent(BrowserService::close);
    assertTrue(engines.stream().noneMatch(FakeEngine::alive));
  }

  private Outcome<Told> does(String visitor) {
    return service().does(visitor, new Deed.Tabs(), Deadline.in(Duration.ofSeconds(10)));
  }

  @Test
  void startsOneEngineWithTheFirstDeedAndTouchesItFromOneThread() throws EngineFault {
    assertFalse(service().running());
    assertEquals(0, engines.size());
    assertTrue(does("a").get().text().contains("dialog alert \"hello\" accepted"));
    does("b").get();
    assertEquals(1, engines.size());
    assertEquals(2, engines.getFirst().opened.size());
    assertEquals(1, engines.getFirst().threads.size());
    assertEquals("fake", service().info().get().id());
  }

  @Test
  void refusesADownloadAtOnceWhereTheEngineHasNone() {
    Outcome<Told> told = does("a");
    assertInstanceOf(Outcome.Done.class, told);
    engines.getFirst().capabilities = Set.of();
    // What an engine can do is known when a session begins.
    var download = new Deed.Download(new Deed.Open("http://127.0.0.1/file"));
    Outcome<Told> refused =
        service().does("b", download, Deadline.in(Duration.ofSeconds(60), now::get));
    Fault why = assertInstanceOf(Outcome.Failed.class, refused).fault();
    assertEquals(Capability.DOWNLOADS, assertInstanceOf(Fault.Unsupported.class, why).capability());
  }

  @Test
  void endsTheEngineNobodyUsesAndKeepsWhatSitesStored() throws Exception {
    does("a").get();
    now.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
    assertFalse(service().endIdle());
    now.addAndGet(1);
    assertTrue(service().endIdle());
    assertFalse(engines.getFirst().alive());
    assertFalse(service().running());
    assertFalse(service().endIdle());
    String text = does("a").get().text();
    assertTrue(text.startsWith("* t1"), text);
    StorageState begun = engines.getLast().opened.getFirst().state();
    assertTrue(begun.json().contains("kept"), begun.json());
  }

  @Test
  void startsAgainAfterACrashAndSaysSoOnce() throws EngineFault {
    does("a").get();
    engines.getFirst().fails = true;
    assertInstanceOf(Fault.EngineGone.class, ((Outcome.Failed<Told>) does("a")).fault());
    assertFalse(engines.getFirst().alive());
    assertTrue(does("a").get().text().startsWith("the browser was started again"));
    assertTrue(does("a").get().text().startsWith("* t1"));
    assertTrue(does("b").get().text().startsWith("* t1"));
    engines.getLast().dead = true;
    assertInstanceOf(Outcome.Failed.class, does("a"));
    does("a").get();
    assertEquals(3, engines.size());
  }

  @Test
  void servesSoManyVisitorsAndNoMore() throws EngineFault {
    for (int i = 0; i < BrowserService.MAX_VISITORS; i++) {
      does("v" + i).get();
    }
    Outcome.Failed<?> more = assertInstanceOf(Outcome.Failed.class, does("one more"));
    assertTrue(more.fault().sentence().contains("close one first"));
    assertTrue(service().leave("v0").get());
    assertFalse(service().leave("v0").get());
    does("one more").get();
  }

  @Test
  void savesWhatSitesStoredNowAndThen() throws Exception {
    Path file = dir.resolve("profile").resolve("state.json");
    does("a").get();
    now.addAndGet(BrowserService.SAVE_EVERY.toNanos() - 1);
    does("a").get();
    assertFalse(Files.exists(file));
    now.addAndGet(1);
    does("a").get();
    assertTrue(Files.readString(file).contains("kept"));
    assertTrue(service().logout().get());
    assertFalse(Files.exists(file));
  }

  @Test
  void opensNoSessionOverAStateItCannotRead() throws Exception {
    Path file = dir.resolve("profile").resolve("state.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not json");
    Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, does("a"));
    assertInstanceOf(Fault.NotStarted.class, failed.fault());
    assertEquals("not json", Files.readString(file));
  }

  @Test
  void refusesWhatMakesNoSense() throws EngineFault {
    does("a").get();
    for (Deed wrong :
        List.of(
            new Deed.Find(" "),
            new Deed.Find("x".repeat(Deeds.MAX_SOUGHT + 1)),
            new Deed.WaitFor(Deed.Until.TEXT, ""),
            new Deed.Open("nonsense"))) {
      Outcome<Told> told = service().does("a", wrong, Deadline.in(Duration.ofSeconds(5)));
      Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, told, wrong::toString);
      assertInstanceOf(Fault.Invalid.class, failed.fault());
    }
    Deed longest = new Deed.Find("x".repeat(Deeds.MAX_SOUGHT));
    service().does("a", longest, Deadline.in(Duration.ofSeconds(5))).get();
  }
}
