package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.tool.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a model does with the browser: forms, pictures, files, and what it may not reach.
class BrowserToolTest extends BrowserFixture {
  private static final Pattern BLOB = Pattern.compile("blob:[0-9a-f]{64}");

  @BeforeAll
  void pages() {
    page("/", "<h1>Start</h1><a href='/form'>to the form</a>");
    page(
        "/form",
        "<h1>Order</h1><form action='/done'><label>Name <input name=n></label>"
            + "<label>Size <select name=s><option>small<option>large</select></label>"
            + "<label><input type=checkbox name=ok> agreed</label><button>Send</button></form>");
    page("/done", "<h1>Done</h1><p>Confirmation K-4711</p>");
  }

  @Test
  void fillsInAFormAndReadsWhatComesOfIt() {
    String form = says("act", "open", "url", site + "/form");
    String filled =
        says(
            "act",
            "fill",
            "fields",
            List.of(Map.of("ref", ref(form, "textbox \"Name"), "text", "Ana")));
    assertTrue(filled.contains("Ana"), filled);
    assertTrue(
        says("act", "select", "ref", ref(form, "combobox"), "text", "large").contains("large"));
    says("act", "check", "ref", ref(form, "checkbox"));
    String sent = says("act", "click", "ref", ref(form, "button \"Send"));
    assertTrue(sent.contains("/done?n=Ana&s=large&ok=on"), sent);
    assertTrue(says("act", "find", "text", "Confirmation").contains("K-4711"));
    Outcome read = does("act", "read", "view", "text");
    assertEquals(Labels.of(Source.WEB, false), read.message().labels());
    says("act", "back");
    assertTrue(says("act", "tabs").contains("/form"));
    assertTrue(says("act", "close").contains("closed"));
    assertTrue(room.events(EventKind.EGRESS_OPENED).size() > 0);
  }

  @Test
  void aPictureIsAttachedAndADownloadIsKept() throws IOException {
    answer(
        "/get",
        "application/octet-stream",
        "seventeen thousand",
        Map.of("Content-Disposition", "attachment; filename=\"../../evil.txt\""));
    room.allow(Capability.FS_WRITE, room.workspace.toString(), true);
    says("act", "open", "url", site + "/form");
    Outcome shot = does("act", "screenshot");
    Message.Attachment picture = shot.message().attachments().getFirst();
    assertEquals("image/png", picture.blob().mediaType());
    assertTrue(room.blobs.stat(picture.blob().hash()).isPresent());
    String got = says("act", "download", "url", site + "/get", "path", "got.txt");
    assertTrue(got.contains("evil.txt"), got);
    assertEquals("seventeen thousand", Files.readString(room.workspace.resolve("got.txt")));
    Matcher blob = BLOB.matcher(got);
    assertTrue(blob.find(), got);
    Outcome again = room.does("read", "{\"path\":\"" + blob.group() + "\"}");
    assertTrue(again.message().text().contains("seventeen"), again.message().text());
    assertTrue(again.message().labels().untrusted());
    Outcome twice = does("act", "download", "url", site + "/get", "path", "got.txt");
    assertFalse(twice.message().ok());
  }

  @Test
  void reachesNothingNearThatTheOwnerDidNotOpen() {
    String hidden = "127.0.0.1:" + stranger.getAddress().getPort();
    List<String> reached = new CopyOnWriteArrayList<>();
    stranger.createContext(
        "/",
        exchange -> {
          reached.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    answer("/away", "text/html", "", Map.of("Location", "http://" + hidden + "/redirected"));
    page(
        "/nosy",
        "<h1>nosy</h1><img src='http://"
            + hidden
            + "/image'><script>new WebSocket('ws://"
            + hidden
            + "/socket');fetch('http://"
            + hidden
            + "/fetched').catch(() => 0)</script>");
    String nosy = says("act", "open", "url", site + "/nosy");
    assertTrue(nosy.contains("not reached: " + hidden), nosy);
    Outcome direct = does("act", "open", "url", "http://" + hidden + "/direct");
    assertEquals(Optional.of(ErrorCode.EGRESS_DENIED), direct.code());
    for (String bad : List.of("file:///etc/passwd", "javascript:1", "data:text/html,x", "x y")) {
      assertFalse(does("act", "open", "url", bad).ran(), bad);
    }
    assertEquals(List.of(), reached);
  }

  @Test
  void aStrangersWordsTakeNobodyElsewhere() {
    says("act", "open", "url", site + "/");
    Outcome away = does("act", "open", "url", "http://evil.test/?d=1");
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), away.code());
    room.labels = Labels.of(Source.WEB, true);
    Outcome told = does("act", "click", "ref", "e1");
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), told.code());
    assertTrue(does("act", "read").ran());
  }

  @Test
  void uploadsOnlyWithConsentAndOnlyTheFileThatWasJudged() throws IOException {
    page("/up", "<form><label>Paper <input type=file name=f></label></form>");
    Files.writeString(room.workspace.resolve("paper.txt"), "mine");
    String form = says("act", "open", "url", site + "/up");
    String field = ref(form, "\"Paper");
    Outcome alone = does("act", "upload", "ref", field, "path", "paper.txt");
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), alone.code());
    Outcome secret = does("act", "upload", "ref", field, "path", ".env");
    assertEquals(Optional.of(ErrorCode.DENIED), secret.code());
    room.allow(Capability.NET, site, false);
    String given = says("act", "upload", "ref", field, "path", "paper.txt");
    assertTrue(given.contains("gave 1 file"), given);
  }

  @Test
  void eachConversationHasASessionOfItsOwnAndNothingIsLeftAtTheEnd() throws IOException {
    answer("/in", "text/html", "<h1>in</h1>", Map.of("Set-Cookie", "who=ana"));
    page("/who", "<p id=o></p><script>o.textContent = 'I am ' + document.cookie</script>");
    says("act", "open", "url", site + "/in");
    says("act", "open", "url", site + "/who");
    assertTrue(says("act", "read", "view", "text").contains("who=ana"));
    room.session = room.ids.session();
    room.labels = Labels.OWNER;
    says("act", "open", "url", site + "/who");
    assertFalse(says("act", "read", "view", "text").contains("who=ana"));
    List<ProcessHandle> ours =
        ProcessHandle.current().children().filter(BrowserToolTest::chromium).toList();
    assertFalse(ours.isEmpty());
    room.close();
    assertTrue(ours.stream().noneMatch(ProcessHandle::isAlive));
    room = room(dir.resolve("after"));
  }

  private static boolean chromium(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("chrom");
  }
}
