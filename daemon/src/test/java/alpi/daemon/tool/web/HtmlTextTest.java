package alpi.daemon.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HtmlTextTest {
  @Test
  void laysOutWhatAReaderSees() {
    HtmlText.Page page =
        page(
            """
            <!doctype html><html><head><title> A  &amp; B </title><style>p{}</style></head>
            <body><h1>Head<b>ing</b></h1><p>One
               two&nbsp;three<p>Next <a href="/x?a=1&amp;b=2">link text</a>.
            <ul><li>first<li>second<ul><li>inner</ul></ul>
            <table><tr><th>a<th>b<tr><td>1<td>2</table>
            <pre>  keep
              this</pre><script>var p = "<p>no</p>";</script>end</body></html>\
            """);
    assertEquals("A & B", page.title());
    assertEquals(
        """
        # Heading

        One two three

        Next [link text](https://host/x?a=1&b=2).

        - first
        - second

          - inner

        a | b
        1 | 2

          keep
          this

        end\
        """,
        page.text());
  }

  @Test
  void dropsWhatThePageHides() {
    String text =
        page("<p>seen<span style='display: none'>a<b>b</b></span><i hidden>c</i>"
                + "<div aria-hidden=true>d</div>\u200b\u202e<noscript>e</noscript>"
                + "<!-- f --><template>g</template> too</p>")
            .text();
    assertEquals("seen too", text.replaceAll("\\s+", " "));
  }

  @Test
  void toleratesBrokenMarkup() {
    assertEquals("a < b & c", page("<p>a < b & c").text());
    assertEquals("x", page("</div></p>x<").text().replace("<", ""));
    assertEquals("", page("<script>never closed <p>x").text());
    assertEquals("y", page("<!-- open --><p title='x>y'>y").text());
    assertEquals("&unknown; é ☃ &", page("&unknown; &#233; &#x2603; &#38;").text());
  }

  @Test
  void keepsLinksOnlyWhereTheyLeadSomewhere() {
    assertEquals("a b", page("<a href='javascript:x()'>a</a> <a>b</a>").text());
  }

  @Test
  void neverFailsAndNeverTakesLong() {
    List<String> pieces =
        List.of(
            "<p>",
            "</p>",
            "<a href='",
            "'>",
            "<li>",
            "<ul>",
            "</ul>",
            "<!--",
            "-->",
            "<",
            ">",
            "&amp",
            ";",
            "<script>",
            "</script>",
            "<div hidden>",
            "</div>",
            "text ",
            "\"",
            "<td>",
            "<tr>",
            "=",
            "<pre>",
            "</pre>",
            "&#x110000;",
            "<title>",
            "\0");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (long seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var html = new StringBuilder();
            for (int i = 0; i < 60; i++) {
              html.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertFalse(page(html.toString()).text().contains("\0"), "seed " + seed);
          }
        });
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (String bomb :
              List.of("<div>", "<a href=x>", "<li>", "<", "<!--", "&", "<p title='")) {
            page(bomb.repeat(1_000_000 / bomb.length()));
          }
        });
    assertTrue(page("").text().isEmpty());
  }

  private static HtmlText.Page page(String html) {
    return HtmlText.of(html, href -> href.startsWith("/") ? "https://host" + href : "");
  }
}
