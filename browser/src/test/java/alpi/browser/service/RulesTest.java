package alpi.browser.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.ProxyAddress;
import alpi.browser.StorageState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What may be opened and kept, by rules alone.
class RulesTest {
  private @TempDir Path dir;

  private static Fault fault(Executable work) {
    return assertThrows(EngineFault.class, work).fault();
  }

  @Test
  void opensNothingButWebAddresses() throws EngineFault {
    assertEquals("https", UrlRules.check(" https://example.org/a?b#c ").getScheme());
    assertEquals("[::1]", UrlRules.check("HTTP://[::1]:80/").getHost());
    for (String scheme :
        List.of(
            "file:///etc/passwd",
            "FILE:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "chrome://version",
            "view-source:http://x/",
            "blob:http://x/1",
            "about:blank",
            "ftp://x/",
            "ws://x/")) {
      assertInstanceOf(Fault.Blocked.class, fault(() -> UrlRules.check(scheme)), scheme);
    }
    for (String wrong : List.of("", "example.org", "http:", "http:///x", "http://a b/", "//x/")) {
      assertInstanceOf(Fault.Invalid.class, fault(() -> UrlRules.check(wrong)), wrong);
    }
    assertInstanceOf(Fault.Blocked.class, fault(() -> UrlRules.check("http://me:pw@x/")));
  }

  @Test
  void refusesAnAddressPastTheLongest() throws EngineFault {
    String start = "http://x/";
    UrlRules.check(start + "a".repeat(UrlRules.MAX_CHARS - start.length()));
    Fault longer =
        fault(() -> UrlRules.check(start + "a".repeat(UrlRules.MAX_CHARS - start.length() + 1)));
    assertInstanceOf(Fault.TooLarge.class, longer);
  }

  @Test
  void makesNamesOfDownloadsHarmless() {
    assertEquals(
        "evil.sh", Quarantine.harmless("../../evil.sh").replace("_", "").replace("..", ""));
    assertFalse(Quarantine.harmless("../../evil.sh").contains("/"));
    assertEquals("bashrc", Quarantine.harmless(".bashrc"));
    assertEquals("download", Quarantine.harmless("..."));
    assertEquals("download", Quarantine.harmless(""));
    assertEquals("a_b.txt", Quarantine.harmless("a\u202eb.txt"));
    String longest = "n".repeat(Quarantine.MAX_NAME - 4) + ".pdf";
    assertEquals(longest, Quarantine.harmless(longest));
    assertEquals(longest, Quarantine.harmless("n" + longest));
  }

  @Test
  void keepsADownloadUnderItsHashForItsOwnerAlone() throws Exception {
    byte[] bytes = "body".getBytes(StandardCharsets.UTF_8);
    var quarantine = new Quarantine(dir, bytes.length);
    Kept kept = quarantine.take(Files.write(dir.resolve("guid"), bytes), "r/eport.pdf");
    assertEquals(Sha256.of(bytes), kept.hash());
    assertEquals("r_eport.pdf", kept.name());
    assertEquals(dir.resolve(kept.hash().hex()), kept.file());
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.file())));
    Path large = Files.write(dir.resolve("large"), new byte[bytes.length + 1]);
    assertInstanceOf(Fault.TooLarge.class, fault(() -> quarantine.take(large, "x")));
    assertFalse(Files.exists(large));
    Path link = Files.createSymbolicLink(dir.resolve("link"), kept.file());
    assertInstanceOf(Fault.Invalid.class, fault(() -> quarantine.take(link, "x")));
  }

  @Test
  void savesWhatSitesStoredForTheOwnerAlone() throws Exception {
    Path file = dir.resolve("state.json");
    var saved = new SavedState(file);
    assertEquals(StorageState.NONE, saved.load());
    var state = new StorageState("{\"cookies\":[{\"name\":\"a\"}],\"origins\":[]}");
    saved.save(StorageState.NONE);
    saved.save(state);
    assertEquals(state, saved.load());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.writeString(file, "{broken");
    assertInstanceOf(Fault.NotStarted.class, fault(saved::load));
    assertTrue(Files.readString(file).startsWith("{broken"));
    saved.forget();
    assertEquals(StorageState.NONE, saved.load());
  }

  @Test
  void hasNoBrowserWithoutAProxyOnThisMachine() throws UnknownHostException {
    var far = InetSocketAddress.createUnresolved("proxy.example", 3128);
    assertThrows(IllegalArgumentException.class, () -> settings(far));
    var other = new InetSocketAddress(InetAddress.getByAddress(new byte[] {1, 2, 3, 4}), 3128);
    assertThrows(IllegalArgumentException.class, () -> settings(other));
    assertEquals(
        EngineKind.CDP,
        settings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)).engine());
    assertEquals(Optional.of(EngineKind.PLAYWRIGHT), EngineKind.parse("playwright"));
    assertEquals(Optional.empty(), EngineKind.parse("firefox"));
  }

  @Test
  void neverShowsWhatOpensTheProxy() {
    BrowserSettings settings = settings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    assertFalse(settings.toString().contains("word"), settings::toString);
  }

  private BrowserSettings settings(InetSocketAddress proxy) {
    return new BrowserSettings(
        EngineKind.CDP,
        Optional.empty(),
        Optional.empty(),
        dir,
        dir,
        new ProxyAddress(proxy, "user", "word"),
        true,
        false,
        BrowserSettings.IDLE,
        BrowserSettings.MAX_DOWNLOAD_BYTES,
        true);
  }
}
