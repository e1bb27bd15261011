package alpi.daemon.tool.browser;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.browser.KeyStroke;
import alpi.browser.Ref;
import alpi.browser.Shot;
import alpi.browser.TabId;
import alpi.browser.page.View;
import alpi.browser.service.Deed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns what a model says into a deed of the browser.
final class Wanted {
  /// Pixels of one turn of the wheel: most of a window.
  private static final int SCREEN = 700;

  private static final int MAX_TAB = 1_000_000;
  private static final Pattern TAB = Pattern.compile("t[0-9]{1,6}");
  private static final Pattern LINES = Pattern.compile("\n");

  private Wanted() {}

  /// The deed; of an upload that of the files that were put aside for it.
  static Deed deed(BrowserArguments wanted, List<String> uploads) {
    return switch (wanted.act()) {
      case OPEN -> new Deed.Open(wanted.needUrl());
      case READ -> new Deed.Read(view(wanted), wanted.page().orElse(1), maybe(wanted));
      case FIND -> new Deed.Find(wanted.needText());
      case CLICK -> new Deed.Click(ref(wanted), wanted.text().equals(Optional.of("twice")));
      case TYPE -> new Deed.Type(ref(wanted), wanted.needText());
      case FILL -> fill(wanted);
      case SELECT ->
          new Deed.Select(
              ref(wanted), LINES.splitAsStream(wanted.needText()).map(String::strip).toList());
      case CHECK -> new Deed.Check(ref(wanted), true);
      case UNCHECK -> new Deed.Check(ref(wanted), false);
      case HOVER -> new Deed.Hover(ref(wanted));
      case PRESS -> new Deed.Press(maybe(wanted), key(wanted.needText()));
      case SCROLL -> scroll(wanted);
      case BACK -> new Deed.Back();
      case FORWARD -> new Deed.Forward();
      case TABS -> tabs(wanted.tab().map(String::strip).orElse(""));
      case WAIT -> await(wanted);
      case UPLOAD -> new Deed.Upload(ref(wanted), uploads);
      case DOWNLOAD -> new Deed.Download(begin(wanted));
      case SCREENSHOT ->
          new Deed.Screenshot(wanted.whole().orElse(false) ? Shot.PAGE : Shot.WINDOW);
      case CLOSE, LOGOUT -> throw new IllegalStateException("no deed: " + wanted.act());
    };
  }

  private static Deed begin(BrowserArguments wanted) {
    return wanted.url().isPresent()
        ? new Deed.Open(wanted.url().get())
        : new Deed.Click(ref(wanted), false);
  }

  private static View view(BrowserArguments wanted) {
    return switch (wanted.view().orElse(BrowserArguments.Look.INTERACTIVE)) {
      case INTERACTIVE -> View.INTERACTIVE;
      case FULL -> View.FULL;
      case OUTLINE -> View.OUTLINE;
      case TEXT -> View.TEXT;
    };
  }

  private static Deed fill(BrowserArguments wanted) {
    if (wanted.fields().isEmpty()) {
      return new Deed.Fill(ref(wanted), wanted.needText());
    }
    Map<Ref, String> fields = new LinkedHashMap<>();
    for (BrowserArguments.Field field : wanted.fields().get()) {
      fields.put(ref(field.ref()), field.text());
    }
    return new Deed.FillForm(fields);
  }

  private static Deed scroll(BrowserArguments wanted) {
    if (wanted.ref().isPresent()) {
      return new Deed.ScrollTo(ref(wanted));
    }
    boolean up = wanted.text().equals(Optional.of("up"));
    return new Deed.ScrollBy(0, up ? -SCREEN : SCREEN);
  }

  private static Deed tabs(String tab) {
    if (tab.isEmpty()) {
      return new Deed.Tabs();
    }
    if (tab.equals("new")) {
      return new Deed.NewTab();
    }
    boolean closes = tab.startsWith("close ");
    TabId id = tab(closes ? tab.substring("close ".length()).strip() : tab);
    return closes ? new Deed.CloseTab(id) : new Deed.SelectTab(id);
  }

  private static TabId tab(String text) {
    int number = TAB.matcher(text).matches() ? Integer.parseInt(text.substring(1)) : 0;
    if (number < 1 || number > MAX_TAB) {
      throw wrong("A tab is named as in t2; `tabs` lists them.");
    }
    return new TabId(number);
  }

  private static Deed await(BrowserArguments wanted) {
    String text = wanted.needText();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("gone:")) {
      return new Deed.WaitFor(Deed.Until.GONE, text.substring("gone:".length()).strip());
    }
    return lower.startsWith("url:")
        ? new Deed.WaitFor(Deed.Until.URL, text.substring("url:".length()).strip())
        : new Deed.WaitFor(Deed.Until.TEXT, text);
  }

  private static KeyStroke key(String text) {
    return KeyStroke.parse(text)
        .orElseThrow(() -> wrong("There is no key " + text + "; keys are Enter, Tab, a, F5 …"));
  }

  private static Optional<Ref> maybe(BrowserArguments wanted) {
    return wanted.ref().map(Wanted::ref);
  }

  private static Ref ref(BrowserArguments wanted) {
    return ref(
        wanted.ref().orElseThrow(() -> wrong("Say on which element, as in `ref`: \"e17\".")));
  }

  private static Ref ref(String text) {
    return Ref.parse(text)
        .orElseThrow(() -> wrong("A reference looks like e17; read the page for them."));
  }

  private static Problem wrong(String sentence) {
    return Problem.of(ErrorCode.INVALID_PARAMS, sentence);
  }
}
