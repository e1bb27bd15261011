package alpi.accept;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The commands that a document tells people to type: its blocks marked `sh`.
final class DocumentCommands {
  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ ", Pattern.MULTILINE);

  private DocumentCommands() {}

  /// The lines of every block, in order.
  ///
  /// @param document path below the root of the checkout
  static List<String> of(String document) throws IOException {
    return in(Files.readString(Product.root().resolve(document)));
  }

  /// The lines of the blocks below one heading, up to the next heading.
  ///
  /// @param heading the heading's text without its marks
  static List<String> of(String document, String heading) throws IOException {
    for (String section :
        HEADING.splitAsStream(Files.readString(Product.root().resolve(document))).toList()) {
      if (section.startsWith(heading + "\n")) {
        return in(section);
      }
    }
    throw new IllegalArgumentException(document + " has no heading \"" + heading + "\"");
  }

  private static List<String> in(String text) {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      block.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
    }
    return commands;
  }
}
