package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.browser.process.BrowserSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What is beside the conversation on the page, and what all of the page owes to those who do not
/// see it or use no mouse; in a real browser, against the packed product.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelsTest {
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private static final List<String> PANELS =
      List.of(
          "chat",
          "sessions",
          "context",
          "runs",
          "schedules",
          "outputs",
          "events",
          "memory",
          "grants",
          "egress",
          "audit",
          "blobs",
          "peers",
          "usage",
          "devices",
          "settings");

  @TempDir static Path scratch;

  private final ScriptedModel model = new ScriptedModel();
  private Optional<Product> made = Optional.empty();
  private Optional<DevTools> tab = Optional.empty();
  private String session = "";

  @BeforeAll
  void begin() throws IOException {
    Optional<Path> browser = BrowserSearch.browser();
    if (browser.isEmpty()) {
      String why = "no browser is on this machine (apt-get install chromium-headless-shell)";
      System.err.println("PanelsTest is SKIPPED: " + why);
      Assumptions.abort(why);
    }
    made = Optional.of(model.serve(new Product()));
    model.when("SHELL", "shell", "{\"command\":\"%s\"}");
    String first = product().run("chat", "--once", "--json", "hello").succeeded().out();
    session = last(first).path("session").asString("");
    product().run("memory", "add", "Ana likes tea").succeeded();
    product().run("schedule", "add", "look around", "--every", "90m").succeeded();
    tab = Optional.of(DevTools.start(browser.get(), scratch.resolve("browser")));
    page().open(link());
    page().await("document.querySelector('.frame')");
  }

  private static JsonNode last(String lines) {
    List<String> all = lines.lines().filter(line -> !line.isBlank()).toList();
    return Json.parse(all.getLast());
  }

  private String link() {
    String out = product().run("open", "--json").succeeded().out();
    return Json.parse(out.strip()).path("link").asString("");
  }

  @BeforeEach
  void usual() throws IOException {
    page().look(1280, 800, "light");
  }

  @AfterAll
  void end() {
    tab.ifPresent(DevTools::close);
    made.ifPresent(Product::close);
    model.close();
  }

  private Product product() {
    return made.orElseThrow();
  }

  private DevTools page() {
    return tab.orElseThrow();
  }

  private void go(String place) throws IOException {
    page().run("location.hash = '#/" + place + "'");
    page().await("!document.querySelector('main').innerText.includes('Loading …')");
  }

  private void see(String text) throws IOException {
    page().await("document.body.innerText.includes(" + Json.mapper().valueToTree(text) + ")");
  }

  /// Colours alone are other in the dark.
  private void check(String where) throws IOException {
    String part = "document.querySelector('dialog[open], main')";
    String what = where.endsWith("dark") ? part + ", { runOnly: ['color-contrast'] }" : "document";
    JsonNode found =
        page()
            .run(
                "axe.run(%s).then(all => all.violations.map(v =>".formatted(what)
                    + " v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')))");
    assertTrue(found.isArray() && found.isEmpty(), where + ": " + found.toPrettyString());
  }

  @Test
  void everyPanelIsFreeOfWhatAxeFindsInLightAndInDark() throws IOException {
    page().run(script(AXE) + ";0");
    for (String colours : List.of("light", "dark")) {
      page().look(1280, 800, colours);
      for (String panel : PANELS) {
        go(panel);
        check(panel + ", " + colours);
      }
      go("chat/" + session);
      see("PONG");
      check("a conversation, " + colours);
      go("context/" + session);
      page().await("document.querySelector('.pointer')");
      page().run("document.querySelector('.pointer').click()");
      see("word for word");
      check("a piece of the context, " + colours);
      go("runs");
      page().await("document.querySelector('.rows a')");
      page().run("document.querySelector('.rows a').click()");
      see("What it did".toUpperCase(Locale.ROOT));
      check("a run, " + colours);
      go("schedules");
      page().run("document.querySelector('.tools .primary').click()");
      see("It would be due");
      check("the form of a schedule, " + colours);
      page().press("Escape", false);
    }
    page().look(360, 740, "light");
    go("runs");
    check("runs on a phone");
    page().run("document.querySelector('.bar button').click()");
    check("the pages on a phone");
    page().press("Escape", false);
  }

  @Test
  void aConversationConsentAndAPanelNeedNoMouse() throws IOException {
    go("chat");
    page().press("Tab", false);
    page().run("document.querySelector('.composer textarea').focus()");
    page().type("SHELL touch byhand.txt");
    page().press("Enter", false);
    page().await("document.querySelector('.log .approval')");
    for (int i = 0; i < 80 && !focus().equals("Allow once"); i++) {
      page().press("Tab", false);
    }
    assertEquals("Allow once", focus());
    page().press("Enter", false);
    see(ScriptedModel.ANSWER);
    assertTrue(Files.exists(product().workspace().resolve("byhand.txt")));
    page().press("k", true);
    page().await("document.querySelector('dialog.palette')");
    page().type("memory");
    page().press("Enter", false);
    see("Ana likes tea");
    page().run("[...document.querySelectorAll('.tools button')].at(-1).focus()");
    String before = focus();
    page().press("Enter", false);
    page().await("document.querySelector('dialog[open] input')");
    page().press("Escape", false);
    page().await("!document.querySelector('dialog')");
    assertEquals(before, focus());
    go("schedules");
    page()
        .run(
            "[...document.querySelectorAll('.rows button')]"
                + ".find(each => each.textContent === 'Pause').focus()");
    page().press("Enter", false);
    page().await("document.activeElement.textContent === 'Resume'");
    page().press("Enter", false);
    page().await("document.activeElement.textContent === 'Pause'");
  }

  private String focus() throws IOException {
    return page().run("document.activeElement.textContent.trim()").asString("");
  }

  @Test
  void aScheduleSaysWhenItWouldBeDueBeforeItIsKeptAndCanBeChanged() throws IOException {
    go("schedules");
    page().run("document.querySelector('.tools .primary').click()");
    page().await("document.querySelectorAll('.preview-next li').length === 5");
    page().run("document.querySelector('.sheet textarea').focus()");
    page().type("water the plants");
    put("minute hour day month weekday", "nonsense");
    page().await("document.querySelector('.preview-next .bad')");
    put("minute hour day month weekday", "0 7 1 1 *");
    page().await("document.querySelectorAll('.preview-next li').length === 5");
    page().run("document.querySelector('.sheet [type=submit]').click()");
    see("water the plants");
    page()
        .run(
            "[...document.querySelectorAll('.rows a')]"
                + ".find(each => each.textContent.startsWith('water')).click()");
    see("What became of its moments".toUpperCase(Locale.ROOT));
    page()
        .run(
            "[...document.querySelectorAll('.tools button')]"
                + ".find(each => each.textContent.startsWith('Edit')).click()");
    page().await("document.querySelector('.sheet')");
    put("minute hour day month weekday", "0 6 1 1 *");
    page().run("document.querySelector('.sheet [type=submit]').click()");
    page().await("!document.querySelector('dialog')");
    see("0 6 1 1 *");
    String listed = product().run("schedule", "list").succeeded().out();
    assertTrue(listed.contains("0 6 1 1 *") && !listed.contains("0 7 1 1 *"), listed);
  }

  private void put(String placeholder, String value) throws IOException {
    page()
        .run(
            "{ const f = document.querySelector('[placeholder=\"%s\"]'); f.value = '%s';"
                    .formatted(placeholder, value)
                + " f.dispatchEvent(new Event('input')); }");
  }

  @Test
  void aViewGoesOnWithoutGapOrJumpAfterTheSocketWasLost() throws IOException {
    go("runs");
    page().await("document.querySelectorAll('.rows tbody tr').length > 0");
    int before = rows();
    product().run("open", "--shut").succeeded();
    see("connection lost");
    product().run("chat", "--once", "while it was away").succeeded();
    product().run("chat", "--once", "and again").succeeded();
    product().run("open", "--print").succeeded();
    page().await("document.querySelectorAll('.rows tbody tr').length === " + (before + 2));
    see("connected");
  }

  @Test
  void aRunIsUndoneOnceItSaidWhatThatTouches() throws IOException {
    Path kept = product().write("kept.txt", "before\n");
    model.when("WRITE", "write", "{\"path\":\"%s\",\"content\":\"by the run\\n\"}");
    product().run("chat", "--once", "WRITE kept.txt").succeeded();
    assertEquals("by the run\n", Files.readString(kept));
    go("runs");
    page().await("document.querySelector('.rows a')");
    page().run("document.querySelector('.rows a').click()");
    press("main", "Undo …");
    see("1 file gets its old content back");
    press("dialog[open]", "Undo");
    see("Undone.");
    assertEquals("before\n", Files.readString(kept));
  }

  @Test
  void whatAStrangerSaidIsRememberedOnceItsOwnerSaysSo() throws IOException {
    Path lines =
        product().write("said.jsonl", "{\"text\":\"the shed is red\",\"sources\":[\"web\"]}\n");
    product().run("memory", "import", lines.toString()).succeeded();
    go("memory");
    see("Waiting for your word".toUpperCase(Locale.ROOT));
    String found = product().run("memory", "search", "shed").out();
    assertFalse(found.contains("red"), found);
    press("main", "Remember");
    see("Remembered.");
    found = product().run("memory", "search", "shed").succeeded().out();
    assertTrue(found.contains("the shed is red"), found);
  }

  @Test
  void aConversationIsCopiedToGoOnFromThere() throws IOException {
    go("sessions");
    page().await("document.querySelector('.rows [aria-label^=Copy]')");
    page().run("document.querySelector('.rows [aria-label^=Copy]').click()");
    page().await("location.hash.startsWith('#/chat/')");
    see("PONG");
  }

  @Test
  void aDaemonThatWasKilledIsFoundAgain() throws IOException {
    go("runs");
    page().await("document.querySelectorAll('.rows tbody tr').length > 0");
    int before = rows();
    product().kill();
    see("connection lost");
    product().run("chat", "--once", "after the kill").succeeded();
    product().run("open", "--print").succeeded();
    page().await("document.querySelectorAll('.rows tbody tr').length === " + (before + 1));
    see("connected");
  }

  /// Presses a button once it is there.
  private void press(String within, String name) throws IOException {
    String button =
        "[...document.querySelectorAll('%s button')].find(each => each.textContent === '%s')"
            .formatted(within, name);
    page().await(button);
    page().run(button + ".click()");
  }

  private int rows() throws IOException {
    return page().run("document.querySelectorAll('.rows tbody tr').length").asInt(0);
  }

  @Test
  void patchesDoWhatTheStandardSaysAndNothingWhereTheyDoNotFit() throws IOException {
    JsonNode wrong = page().run(script("patches.js"));
    assertTrue(wrong.isEmpty(), "cases that are wrong: " + wrong);
  }

  @Test
  void whoFollowsADocumentHasItInTheEndWhateverIsLostOnTheWay() throws IOException {
    String following = script("following.js");
    int seeds = Boolean.getBoolean("alpi.nightly") ? 40 : 8;
    for (int seed = 1; seed <= seeds; seed++) {
      JsonNode end = page().run(following.replace("SEED", Integer.toString(seed)));
      assertEquals(end.path("there"), end.path("here"), "seed " + seed);
      assertTrue(end.path("patched").asInt(0) > 0, "seed " + seed + " saw no patch");
    }
  }

  private static String script(String name) throws IOException {
    try (InputStream in = PanelsTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
