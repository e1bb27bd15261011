package alpi.daemon.context.manual;

/// What stands under one heading of a page.
///
/// @param page the page's file, as `docs/OPERATIONS.md`
/// @param heading empty for what stands above the first one
/// @param path the headings above it and its own, the outermost first, joined by ` › `
/// @param text without the heading
public record Section(String page, String heading, String path, String text) {
  /// Where it stands: `docs/OPERATIONS.md#watch-it`.
  public String pointer() {
    return heading.isEmpty() ? page : page + "#" + anchor();
  }

  /// The heading as links to it are written.
  public String anchor() {
    var anchor = new StringBuilder();
    heading
        .codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || c == '_' || c == '-') {
            anchor.appendCodePoint(Character.toLowerCase(c));
          } else if (c == ' ') {
            anchor.append('-');
          }
        });
    return anchor.toString();
  }
}
