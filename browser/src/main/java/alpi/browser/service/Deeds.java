package alpi.browser.service;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.Image;
import alpi.browser.Navigation;
import alpi.browser.Ref;
import alpi.browser.TabInfo;
import alpi.browser.page.Hands;
import alpi.browser.page.PageDiff;
import alpi.browser.page.PageText;
import alpi.browser.page.PageTree;
import alpi.browser.page.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Does deeds in one browser session and says in a few lines what came of them. On the engine's
/// thread.
final class Deeds {
  /// Longest text sought or waited for, in characters.
  static final int MAX_SOUGHT = 500;

  private final EngineSession session;
  private final Hands hands;
  private final UploadRules uploads;
  private PageTree last = PageTree.NONE;
  private String url = "";

  Deeds(EngineSession session, UploadRules uploads) {
    this.session = session;
    this.hands = new Hands(session);
    this.uploads = uploads;
  }

  /// Of the page that is looked at; empty where that is not known.
  String url() {
    return url;
  }

  /// Lines of text, and a picture where one was asked for.
  record Done(List<String> lines, Optional<Image> image, int status, boolean download) {
    static Done of(String line) {
      return of(List.of(line));
    }

    static Done of(List<String> lines) {
      return new Done(List.copyOf(lines), Optional.empty(), 0, false);
    }
  }

  Done does(Deed deed, Deadline deadline) throws EngineFault {
    return switch (deed) {
      case Deed.Open open ->
          arrived(session.navigate(UrlRules.check(open.url()), deadline), deadline);
      case Deed.Back _ -> arrived(session.traverse(-1, deadline), deadline);
      case Deed.Forward _ -> arrived(session.traverse(1, deadline), deadline);
      case Deed.Reload _ -> arrived(session.reload(deadline), deadline);
      case Deed.Read read -> read(read, deadline);
      case Deed.Find find -> find(find.text(), deadline);
      case Deed.Tabs _ -> tabs(deadline);
      case Deed.NewTab _ -> {
        last = PageTree.NONE;
        url = "";
        yield Done.of("opened tab " + session.newTab(deadline).id());
      }
      case Deed.SelectTab select -> {
        session.select(select.tab(), deadline);
        yield tabs(deadline);
      }
      case Deed.CloseTab close -> {
        session.closeTab(close.tab(), deadline);
        yield tabs(deadline);
      }
      case Deed.Screenshot shot ->
          new Done(List.of(), Optional.of(session.screenshot(shot.shot(), deadline)), 0, false);
      case Deed.WaitFor wait -> await(wait, deadline);
      case Deed.Download download -> does(download.begin(), deadline);
      case Deed.Click _,
          Deed.Fill _,
          Deed.FillForm _,
          Deed.Type _,
          Deed.Select _,
          Deed.Check _,
          Deed.Hover _,
          Deed.Press _,
          Deed.ScrollTo _,
          Deed.ScrollBy _,
          Deed.Upload _ ->
          act(deed, deadline);
    };
  }

  private Done act(Deed deed, Deadline deadline) throws EngineFault {
    PageTree before = last.equals(PageTree.NONE) ? look(deadline) : last;
    String said = hand(deed, deadline);
    PageTree after = look(deadline);
    var lines = new ArrayList<String>();
    lines.add(said);
    if (!after.url().equals(before.url())) {
      lines.add(header(after, 0));
    }
    lines.addAll(PageDiff.of(before, after));
    if (lines.size() == 1) {
      lines.add("nothing changed on the page");
    }
    return Done.of(lines);
  }

  /// One act with the hands.
  private String hand(Deed deed, Deadline deadline) throws EngineFault {
    return switch (deed) {
      case Deed.Click click -> {
        hands.click(click.ref(), click.twice() ? 2 : 1, deadline);
        yield "clicked " + click.ref();
      }
      case Deed.Fill fill -> {
        hands.fill(fill.ref(), fill.text(), deadline);
        yield "filled " + fill.ref();
      }
      case Deed.FillForm form -> {
        for (Map.Entry<Ref, String> field : form.fields().entrySet()) {
          hands.fill(field.getKey(), field.getValue(), deadline);
        }
        yield "filled " + form.fields().size() + " fields";
      }
      case Deed.Type type -> {
        hands.type(type.ref(), type.text(), deadline);
        yield "typed into " + type.ref();
      }
      case Deed.Select select -> {
        hands.select(select.ref(), select.options(), deadline);
        yield "selected in " + select.ref();
      }
      case Deed.Check check -> {
        hands.check(check.ref(), check.on(), deadline);
        yield (check.on() ? "checked " : "unchecked ") + check.ref();
      }
      case Deed.Hover hover -> {
        hands.hover(hover.ref(), deadline);
        yield "pointing at " + hover.ref();
      }
      case Deed.Press press -> {
        if (press.ref().isPresent()) {
          hands.press(press.ref().get(), press.key(), deadline);
        } else {
          hands.press(press.key(), deadline);
        }
        yield "pressed " + press.key();
      }
      case Deed.ScrollTo to -> scrolled(Json.object().put("ref", to.ref().number()), deadline);
      case Deed.ScrollBy by ->
          scrolled(Json.object().put("dx", by.dx()).put("dy", by.dy()), deadline);
      case Deed.Upload upload -> {
        var files = new ArrayList<Path>();
        for (String path : upload.paths()) {
          files.add(uploads.allowed(path));
        }
        hands.upload(upload.ref(), files, deadline);
        yield "gave "
            + files.size()
            + (files.size() == 1 ? " file to " : " files to ")
            + upload.ref();
      }
      case Deed.Open _,
          Deed.Back _,
          Deed.Forward _,
          Deed.Reload _,
          Deed.Read _,
          Deed.Find _,
          Deed.Tabs _,
          Deed.NewTab _,
          Deed.SelectTab _,
          Deed.CloseTab _,
          Deed.Screenshot _,
          Deed.WaitFor _,
          Deed.Download _ ->
          throw new IllegalStateException("no act: " + deed);
    };
  }

  private String scrolled(ObjectNode arguments, Deadline deadline) throws EngineFault {
    JsonNode at = hands.scroll(arguments, deadline);
    int top = at.path("y").asInt(0);
    int bottom = top + at.path("window").asInt(0);
    return "scrolled: pixels " + top + " to " + bottom + " of " + at.path("height").asInt(0);
  }

  private Done arrived(Navigation there, Deadline deadline) throws EngineFault {
    if (there.download()) {
      String said = "that address is a download, not a page";
      return new Done(List.of(said), Optional.empty(), there.status(), true);
    }
    PageTree tree = look(deadline);
    var lines = new ArrayList<String>();
    lines.add(header(tree, there.status()));
    if (!there.loaded()) {
      lines.add("(still loading)");
    }
    lines.addAll(PageText.of(tree, View.INTERACTIVE, 1).lines().toList());
    return new Done(List.copyOf(lines), Optional.empty(), there.status(), false);
  }

  private static String header(PageTree tree, int status) {
    String code = status == 0 || status == 200 ? "" : " (status " + status + ")";
    return "page \"" + tree.title() + "\" " + tree.url() + code;
  }

  private Done read(Deed.Read read, Deadline deadline) throws EngineFault {
    ObjectNode arguments = Json.object();
    read.scope().ifPresent(ref -> arguments.put("scope", ref.number()));
    PageTree tree = hands.read(arguments, deadline);
    url = tree.url();
    if (read.scope().isEmpty()) {
      last = tree;
    }
    return Done.of(List.of(header(tree, 0), PageText.of(tree, read.view(), read.page())));
  }

  private Done find(String text, Deadline deadline) throws EngineFault {
    if (text.isBlank() || text.length() > MAX_SOUGHT) {
      throw new EngineFault(
          new Fault.Invalid("Say what to find, in at most " + MAX_SOUGHT + " characters."));
    }
    PageTree found = hands.read(Json.object().put("find", text), deadline);
    return Done.of(PageText.found(found, text));
  }

  private Done tabs(Deadline deadline) throws EngineFault {
    var lines = new ArrayList<String>();
    for (TabInfo tab : session.tabs(deadline)) {
      String mark = tab.selected() ? "* " : "  ";
      if (tab.selected()) {
        url = tab.url();
      }
      lines.add(mark + tab.id() + " \"" + tab.title() + "\" " + tab.url());
    }
    last = PageTree.NONE;
    return Done.of(lines.isEmpty() ? List.of("no tab is open") : lines);
  }

  private Done await(Deed.WaitFor wait, Deadline deadline) throws EngineFault {
    if (wait.text().isBlank() || wait.text().length() > MAX_SOUGHT) {
      throw new EngineFault(
          new Fault.Invalid("Say what to wait for, in at most " + MAX_SOUGHT + " characters."));
    }
    String word = wait.until().name().toLowerCase(Locale.ROOT);
    hands.await(Json.object().put(word, wait.text()), word + " \"" + wait.text() + "\"", deadline);
    return Done.of("it is so: " + word + " \"" + wait.text() + "\"");
  }

  private PageTree look(Deadline deadline) throws EngineFault {
    last = hands.read(Json.object(), deadline);
    url = last.url();
    return last;
  }
}
