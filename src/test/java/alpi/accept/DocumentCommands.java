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

  private DocumentCommands() {}

  /// The lines of every block, in order.
  ///
  /// @param document path below the root of the checkout
  static List<String> of(String document) throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Product.root().resolve(document)));
    while (block.find()) {
      block.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
    }
    return commands;
  }
}
