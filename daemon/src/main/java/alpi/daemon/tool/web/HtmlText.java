package alpi.daemon.tool.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The readable text of an HTML page: title, headings, paragraphs, lists, tables and links.
/// Scripts, styles and what the page hides are left out.
///
/// It reads tags in one pass and never fails: what is not closed is closed by the end, what is not
/// opened is ignored. It is no browser; what a script would write is not there.
public final class HtmlText {
  /// Most characters of a page that are read.
  static final int MAX_INPUT = 8 << 20;

  /// Most links that keep their address.
  static final int MAX_LINKS = 300;

  /// Deepest nesting that is followed; what lies deeper counts as of this depth.
  static final int MAX_DEPTH = 512;

  /// Elements whose content is never text for a reader.
  private static final Set<String> DROPPED =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "svg",
          "canvas",
          "iframe",
          "object",
          "head",
          "select",
          "button",
          "dialog",
          "math",
          "video",
          "audio");

  /// Elements whose content is not markup: it ends at their own end tag and nowhere else.
  private static final Set<String> RAW = Set.of("script", "style", "textarea", "title", "xmp");

  private static final Set<String> VOID =
      Set.of(
          "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
          "source", "track", "wbr");

  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "section",
          "article",
          "main",
          "header",
          "footer",
          "aside",
          "nav",
          "ul",
          "ol",
          "table",
          "form",
          "fieldset",
          "blockquote",
          "figure",
          "figcaption",
          "dl",
          "dd",
          "dt",
          "address",
          "details",
          "summary",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "pre",
          "body");

  private final TagReader tags;
  private final UnaryOperator<String> absolute;
  private final TextLayout out = new TextLayout();
  private final Deque<Open> open = new ArrayDeque<>();
  private final StringBuilder title = new StringBuilder();
  private int dropped;
  private int links;

  private HtmlText(String html, UnaryOperator<String> absolute) {
    this.tags = new TagReader(html.length() > MAX_INPUT ? html.substring(0, MAX_INPUT) : html);
    this.absolute = absolute;
  }

  /// @param title empty when the page has none
  record Page(String title, String text) {}

  /// An element that is not closed yet.
  ///
  /// @param href where a link leads; empty for what is no link
  /// @param at where its text began
  private record Open(String name, boolean drops, String href, int at) {}

  /// The title and the words of a page, without addresses.
  public static String words(String html) {
    Page page = of(html, _ -> "");
    return page.title().isEmpty() ? page.text() : page.title() + "\n\n" + page.text();
  }

  /// Reads a page.
  ///
  /// @param absolute the full address of a link on the page; empty when it is none to keep
  static Page of(String html, UnaryOperator<String> absolute) {
    return new HtmlText(html, absolute).read();
  }

  private Page read() {
    while (tags.next()) {
      switch (tags.kind()) {
        case TEXT -> text(tags.text());
        case START -> start(tags.name(), tags.attributes());
        case END -> end(tags.name());
      }
    }
    while (!open.isEmpty()) {
      close(open.pop());
    }
    return new Page(title.toString().strip().replaceAll("\\s+", " "), out.finished());
  }

  private void text(String raw) {
    if (dropped == 0) {
      out.words(Entities.decode(raw));
    }
  }

  private void start(String name, Map<String, String> attributes) {
    if (RAW.contains(name)) {
      String content = tags.rawUntilEnd(name);
      if (name.equals("title") && title.isEmpty()) {
        title.append(Entities.decode(content));
      } else if (name.equals("textarea") && dropped == 0) {
        out.words(Entities.decode(content));
      }
      return;
    }
    implied(name);
    if (dropped == 0) {
      before(name, attributes);
    }
    if (VOID.contains(name) || open.size() >= MAX_DEPTH) {
      return;
    }
    boolean drops = DROPPED.contains(name) || hidden(attributes);
    dropped += drops ? 1 : 0;
    String href = name.equals("a") && dropped == 0 ? attributes.getOrDefault("href", "") : "";
    open.push(new Open(name, drops, href, out.mark()));
  }

  /// Start tags that end what stands open: a paragraph at the next block, an item at the next item.
  private void implied(String name) {
    if (BLOCKS.contains(name) || name.equals("li")) {
      closeTop("p");
    }
    switch (name) {
      case "li" -> closeTop("li");
      case "tr" -> {
        closeTop("td");
        closeTop("th");
        closeTop("tr");
      }
      case "td", "th" -> {
        closeTop("td");
        closeTop("th");
      }
      case "option" -> closeTop("option");
      case "body" -> closeTop("head");
      default -> {
        return;
      }
    }
  }

  private void closeTop(String name) {
    Open top = open.peek();
    if (top != null && top.name().equals(name)) {
      close(open.pop());
    }
  }

  private void before(String name, Map<String, String> attributes) {
    switch (name) {
      case "br" -> out.line();
      case "hr" -> {
        out.block();
        out.literal("---");
        out.block();
      }
      case "h1", "h2", "h3", "h4", "h5", "h6" -> {
        out.block();
        out.literal("#".repeat(name.charAt(1) - '0') + " ");
      }
      case "li" -> {
        out.line();
        out.literal("  ".repeat(Math.max(0, lists() - 1)) + "- ");
      }
      case "tr" -> out.line();
      case "td", "th" -> out.cell();
      case "pre" -> {
        out.block();
        out.preformatted(true);
      }
      case "img" -> {
        String alt = Entities.decode(attributes.getOrDefault("alt", "")).strip();
        out.words(alt.isEmpty() ? "" : " [image: " + alt + "] ");
      }
      default -> {
        if (BLOCKS.contains(name)) {
          out.block();
        }
      }
    }
  }

  private int lists() {
    int lists = 0;
    for (Open each : open) {
      lists += each.name().equals("ul") || each.name().equals("ol") ? 1 : 0;
    }
    return lists;
  }

  private void end(String name) {
    if (open.stream().noneMatch(each -> each.name().equals(name))) {
      return;
    }
    Open top = open.pop();
    while (!top.name().equals(name)) {
      close(top);
      top = open.pop();
    }
    close(top);
  }

  private void close(Open element) {
    if (element.drops()) {
      dropped--;
      return;
    }
    if (dropped > 0) {
      return;
    }
    if (element.name().equals("a")) {
      link(element);
    } else if (element.name().equals("pre")) {
      out.preformatted(false);
      out.block();
    } else if (BLOCKS.contains(element.name())) {
      out.block();
    }
  }

  private void link(Open element) {
    String address = absolute.apply(Entities.decode(element.href()).strip());
    if (!address.isEmpty() && links < MAX_LINKS && out.link(element.at(), address)) {
      links++;
    }
  }

  private static boolean hidden(Map<String, String> attributes) {
    String style =
        attributes.getOrDefault("style", "").replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    return attributes.containsKey("hidden")
        || attributes.getOrDefault("aria-hidden", "").equalsIgnoreCase("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("font-size:0")
        || style.contains("opacity:0;")
        || style.endsWith("opacity:0");
  }
}
