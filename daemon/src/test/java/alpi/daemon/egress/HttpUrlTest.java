package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HttpUrlTest {
  @Test
  void readsPartsAndKeepsThem() {
    HttpUrl url =
        HttpUrl.parse("HTTPS://Example.com:8443/a/../b c?q=ü#x".replace(" ", "%20")).orElseThrow();
    assertEquals("https://example.com:8443/b%20c?q=%C3%BC", url.toString());
    assertEquals(
        "http://example.com/", HttpUrl.parse("http://example.com:80").orElseThrow().toString());
    assertEquals(
        "http://[0:0:0:0:0:0:0:1]:99/", HttpUrl.parse("http://[::1]:99").orElseThrow().toString());
  }

  @Test
  void refusesWhatIsNotExactlyOneWebAddress() {
    for (String bad :
        List.of(
            "file:///etc/passwd",
            "gopher://x/",
            "jar:http://x!/",
            "//x/",
            "x",
            "http:/x",
            "http://",
            "http://u@h/",
            "http://u:p@h/",
            "http://h\\@e/",
            "http://h /",
            "http://h:0/",
            "http://h:65536/",
            "http://h:8x/",
            "http://::1/",
            "http://h\t/",
            "http://h\r\nX: y/",
            "http://127.0.0.1#@evil.com:80x")) {
      Optional<String> read = HttpUrl.parse(bad).map(HttpUrl::toString);
      if (bad.contains("#")) {
        assertEquals(Optional.of("http://127.0.0.1/"), read, bad);
      } else {
        assertEquals(Optional.empty(), read, bad);
      }
    }
  }

  @Test
  void resolvesReferencesLikeABrowser() {
    HttpUrl here = HttpUrl.parse("https://h/a/b?c").orElseThrow();
    assertEquals("https://h/a/d", here.resolve("d").orElseThrow().toString());
    assertEquals("https://h/d?e", here.resolve("/d?e#f").orElseThrow().toString());
    assertEquals("https://h/d", here.resolve("../d").orElseThrow().toString());
    assertEquals("https://x/", here.resolve("//x").orElseThrow().toString());
    assertEquals("http://x/y", here.resolve("http://x/y").orElseThrow().toString());
    assertEquals(Optional.empty(), here.resolve("javascript:alert(1)"));
    assertEquals(Optional.empty(), here.resolve("file:///etc/passwd"));
  }
}
