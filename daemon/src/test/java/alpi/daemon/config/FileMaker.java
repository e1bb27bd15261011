package alpi.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// Writes a configuration as people do: groups in block or flow style, lists over several lines,
/// quotes by taste, comments and blank lines anywhere.
final class FileMaker {
  private final Random random;
  private final List<List<String>> settings;
  private final StringBuilder out = new StringBuilder();
  private final String eol;
  private int remarks;

  /// @param settings each a dotted key followed by values it may have
  FileMaker(Random random, List<List<String>> settings) {
    this.random = random;
    this.settings = settings;
    this.eol = random.nextInt(4) == 0 ? "\r\n" : "\n";
  }

  String make() {
    Map<String, Object> root = new LinkedHashMap<>();
    for (List<String> setting : settings) {
      if (random.nextInt(3) > 0) {
        put(root, KeyPath.known(setting.getFirst()).parts(), pick(setting));
      }
    }
    if (random.nextInt(12) == 0) {
      line(flow(root));
    } else {
      block("", root);
    }
    noise("");
    String text = out.toString();
    boolean open = random.nextInt(5) == 0 && text.endsWith(eol);
    return open ? text.substring(0, text.length() - eol.length()) : text;
  }

  private String pick(List<String> setting) {
    return setting.get(1 + random.nextInt(setting.size() - 1));
  }

  private static void put(Map<String, Object> group, List<String> path, String value) {
    if (path.size() == 1) {
      group.put(path.getFirst(), value);
      return;
    }
    @SuppressWarnings("unchecked") // only maps are put above a value
    Map<String, Object> inner =
        (Map<String, Object>)
            group.computeIfAbsent(path.getFirst(), _ -> new LinkedHashMap<String, Object>());
    put(inner, path.subList(1, path.size()), value);
  }

  private void block(String indent, Map<String, Object> group) {
    for (Map.Entry<String, Object> entry : group.entrySet()) {
      noise(indent);
      String name = indent + name(entry.getKey());
      if (entry.getValue() instanceof Map<?, ?> map) {
        Map<String, Object> inner = typed(map);
        if (random.nextInt(4) == 0) {
          line(name + ": " + flow(inner));
        } else {
          line(name + ":");
          block(indent + " ".repeat(1 + random.nextInt(4)), inner);
        }
      } else {
        leaf(indent, name, (String) entry.getValue());
      }
    }
  }

  private void leaf(String indent, String name, String value) {
    List<String> items = items(value);
    int style = random.nextInt(5);
    if (items.isEmpty() || style < 2) {
      line(name + (random.nextInt(4) == 0 ? ":   " : ": ") + value);
    } else if (style == 2) {
      line(name + ": [" + items.getFirst() + ",");
      for (String item : items.subList(1, items.size())) {
        noise(indent + "    ");
        line(indent + "    " + item + ",");
      }
      line(indent + "  ]");
    } else {
      line(name + ":");
      String dash = indent + (style == 3 ? "- " : "  - ");
      for (String item : items) {
        noise(indent);
        line(dash + item);
      }
    }
  }

  private static List<String> items(String value) {
    boolean list = value.startsWith("[") && value.length() > 2;
    return list ? List.of(value.substring(1, value.length() - 1).split(", ")) : List.of();
  }

  private String flow(Map<String, Object> group) {
    List<String> entries = new ArrayList<>();
    for (Map.Entry<String, Object> entry : group.entrySet()) {
      Object value = entry.getValue();
      entries.add(
          name(entry.getKey())
              + ": "
              + (value instanceof Map<?, ?> map ? flow(typed(map)) : (String) value));
    }
    boolean wide = random.nextBoolean();
    return entries.stream()
        .collect(Collectors.joining(wide ? " , " : ", ", wide ? "{ " : "{", wide ? " }" : "}"));
  }

  @SuppressWarnings("unchecked") // this class builds them so
  private static Map<String, Object> typed(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  private String name(String name) {
    return random.nextInt(6) == 0 ? "\"" + name + "\"" : name;
  }

  private void line(String text) {
    out.append(text);
    if (random.nextInt(4) == 0) {
      out.append("  # remark ").append(remarks++).append(" it's: \"x\"");
    }
    out.append(eol);
  }

  private void noise(String indent) {
    while (random.nextInt(3) == 0) {
      out.append(random.nextBoolean() ? eol : indent + "# note " + remarks++ + " a: b" + eol);
    }
  }
}
