package alpi.browser.service;

import alpi.browser.KeyStroke;
import alpi.browser.Ref;
import alpi.browser.Shot;
import alpi.browser.TabId;
import alpi.browser.page.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One thing to do with a browser.
public sealed interface Deed {
  record Open(String url) implements Deed {}

  /// @param scope only what lies in this element
  /// @param page of the view, from 1
  record Read(View view, int page, Optional<Ref> scope) implements Deed {}

  /// @param text words, or `/pattern/i`
  record Find(String text) implements Deed {}

  record Click(Ref ref, boolean twice) implements Deed {}

  record Fill(Ref ref, String text) implements Deed {}

  /// Several fields at once, in order.
  record FillForm(Map<Ref, String> fields) implements Deed {}

  record Type(Ref ref, String text) implements Deed {}

  record Select(Ref ref, List<String> options) implements Deed {
    public Select {
      options = List.copyOf(options);
    }
  }

  record Check(Ref ref, boolean on) implements Deed {}

  record Hover(Ref ref) implements Deed {}

  record Press(Optional<Ref> ref, KeyStroke key) implements Deed {}

  record ScrollTo(Ref ref) implements Deed {}

  record ScrollBy(int dx, int dy) implements Deed {}

  record Back() implements Deed {}

  record Forward() implements Deed {}

  record Reload() implements Deed {}

  record Tabs() implements Deed {}

  record NewTab() implements Deed {}

  record SelectTab(TabId tab) implements Deed {}

  record CloseTab(TabId tab) implements Deed {}

  record WaitFor(Until until, String text) implements Deed {}

  record Upload(Ref ref, List<String> paths) implements Deed {
    public Upload {
      paths = List.copyOf(paths);
    }
  }

  record Screenshot(Shot shot) implements Deed {}

  /// Opens an address or clicks on something, and waits for the file that comes of it.
  ///
  /// @param begin an [Open] or a [Click]
  record Download(Deed begin) implements Deed {}

  /// What is waited for.
  enum Until {
    TEXT,
    GONE,
    URL
  }
}
