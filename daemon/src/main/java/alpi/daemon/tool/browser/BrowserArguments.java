package alpi.daemon.tool.browser;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.file.Places;
import java.util.List;
import java.util.Optional;

/// What a model says of one act.
public record BrowserArguments(
    @Doc("what to do") Act act,
    @Doc(value = "for open and download", longest = HttpUrl.MAX_CHARS) Optional<String> url,
    @Doc(value = "an element as in e17", longest = 20) Optional<String> ref,
    @Doc(
            value =
                "what to type, fill, select, find or wait for; a key to press such as Enter or"
                    + " Control+A; twice for a double click; up or down to scroll",
            longest = MAX_TEXT)
        Optional<String> text,
    @Doc(value = "fill several at once", longest = MAX_FIELDS) Optional<List<Field>> fields,
    @Doc("how a page is read; default interactive") Optional<Look> view,
    @Doc(value = "of the view, from 1", min = 1, max = 10_000) Optional<Integer> page,
    @Doc(value = "t2 goes to that tab, new opens one, close t2 closes it", longest = 20)
        Optional<String> tab,
    @Doc(value = "file to upload, or to save a download as", longest = Places.MAX_CHARS)
        Optional<String> path,
    @Doc(value = "further hosts that the page needs, as it said", longest = MAX_HOSTS)
        Optional<List<String>> hosts,
    @Doc(value = "to wait", min = 1, max = MAX_SECONDS) Optional<Integer> seconds,
    @Doc("a screenshot of the whole page") Optional<Boolean> whole) {
  static final int MAX_TEXT = 100_000;
  static final int MAX_FIELDS = 50;
  static final int MAX_HOSTS = 20;
  static final int MAX_SECONDS = 120;

  /// One field of a form.
  public record Field(@Doc(longest = 20) String ref, @Doc(longest = MAX_TEXT) String text) {}

  /// How much of a page is shown.
  public enum Look {
    INTERACTIVE,
    FULL,
    OUTLINE,
    TEXT
  }

  String needUrl() {
    return need(url, "url");
  }

  String needText() {
    return need(text, "text");
  }

  String needPath() {
    return need(path, "path");
  }

  private String need(Optional<String> value, String name) {
    return value.orElseThrow(() ->
        Problem.of(
            ErrorCode.INVALID_PARAMS,
            "The act " + act.name().toLowerCase(java.util.Locale.ROOT) + " needs `" + name + "`."));
  }
}
