package alpi.daemon.context.manual;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One page of Markdown.
///
/// @param name its file in the repository
public record ManualPage(String name, String text) {
  private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.+?)\\s*#*");
  private static final Pattern LINE = Pattern.compile("\\R");
  private static final int LEVELS = 6;

  /// Its sections in their order; a heading inside a code block is none.
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    List<String> above = new ArrayList<>(Collections.nCopies(LEVELS + 1, ""));
    var body = new StringBuilder();
    String heading = "";
    boolean code = false;
    for (String line : LINE.split(text, -1)) {
      code ^= line.startsWith("```");
      Matcher matcher = HEADING.matcher(line);
      if (code || !matcher.matches()) {
        body.append(line).append('\n');
        continue;
      }
      add(sections, heading, above, body);
      body.setLength(0);
      heading = matcher.group(2).replace("`", "");
      int level = matcher.group(1).length();
      above.set(level, heading);
      for (int deeper = level + 1; deeper <= LEVELS; deeper++) {
        above.set(deeper, "");
      }
    }
    add(sections, heading, above, body);
    return sections;
  }

  private void add(List<Section> sections, String heading, List<String> above, StringBuilder body) {
    String content = body.toString().strip();
    if (!content.isEmpty()) {
      List<String> path = above.stream().filter(each -> !each.isEmpty()).toList();
      sections.add(new Section(name, heading, String.join(" › ", path), content));
    }
  }
}
