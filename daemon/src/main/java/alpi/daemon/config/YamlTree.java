package alpi.daemon.config;

import java.util.List;
import java.util.Optional;

/// A piece of YAML with its place in the text.
sealed interface YamlTree {
  Place at();

  /// @param plain written without quotes, so `5`, `true` and nothing at all are not text
  /// @param block written with `|` or `>`: its end includes the line break
  record Scalar(String text, boolean plain, boolean block, Place at) implements YamlTree {
    boolean isNull() {
      return plain
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }
  }

  record Items(List<YamlTree> items, boolean flow, Place at) implements YamlTree {
    public Items {
      items = List.copyOf(items);
    }
  }

  record Dict(List<Entry> entries, boolean flow, Place at) implements YamlTree {
    public Dict {
      entries = List.copyOf(entries);
    }

    Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }
  }

  record Entry(String key, Place keyAt, YamlTree value) {}
}
