package alpi.daemon.config;

import alpi.alp.json.Json;
import alpi.alp.rpc.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A YAML file that is a list of small maps, which people edit and programs change one entry at a
/// time: the other entries, and what stands between them, stay as they are. A value; every change
/// gives a new one.
public final class YamlEntries {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]{1,30}\\.[0-9]{0,30}(?:[eE][-+]?[0-9]{1,3})?");

  private final ConfigFault fault;
  private final String text;
  private final List<YamlTree.Dict> dicts;
  private final boolean block;
  private final List<ObjectNode> entries;

  private YamlEntries(ConfigFault fault, String text) {
    this.fault = fault;
    this.text = text;
    Optional<YamlTree> root = YamlReader.read(text, fault);
    this.dicts = root.map(tree -> dicts(tree, fault)).orElseGet(List::of);
    this.block = root.map(tree -> !flow(tree)).orElse(true);
    this.entries = dicts.stream().map(YamlEntries::object).toList();
  }

  /// Reads a file; one that is absent has no entries.
  ///
  /// @throws Problem `config_broken` when it is no list of maps
  public static YamlEntries load(Path file) {
    ConfigFault fault = ConfigFile.fault(file);
    return new YamlEntries(fault, ConfigFile.withoutBom(ConfigFile.read(file, fault)));
  }

  /// Replaces the file, 0600.
  ///
  /// @throws Problem `storage`, `disk_full`
  public void save(Path file) {
    ConfigFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// What stands in the file; texts, numbers, booleans and nulls as YAML reads them.
  public List<ObjectNode> entries() {
    return entries.stream().map(ObjectNode::deepCopy).toList();
  }

  public YamlEntries add(ObjectNode entry) {
    List<ObjectNode> after = new ArrayList<>(entries);
    after.add(entry);
    String ended = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    return checked(ended + lines(entry, indent()), after);
  }

  /// @param index from 0, as in [#entries]
  public YamlEntries replace(int index, ObjectNode entry) {
    List<ObjectNode> after = new ArrayList<>(entries);
    after.set(index, entry);
    return checked(spliced(index, lines(entry, indent())), after);
  }

  /// @param index from 0, as in [#entries]
  public YamlEntries remove(int index) {
    List<ObjectNode> after = new ArrayList<>(entries);
    after.remove(index);
    return checked(spliced(index, ""), after);
  }

  public String text() {
    return text;
  }

  /// The changed text if it says what was meant; else the same entries written anew.
  private YamlEntries checked(String changed, List<ObjectNode> meant) {
    if (block) {
      try {
        var spliced = new YamlEntries(fault, changed);
        if (spliced.entries.equals(meant)) {
          return spliced;
        }
      } catch (Problem unreadable) {
        return anew(meant);
      }
    }
    return anew(meant);
  }

  private YamlEntries anew(List<ObjectNode> meant) {
    var all = new StringBuilder();
    meant.forEach(entry -> all.append(lines(entry, "")));
    return new YamlEntries(fault, all.toString());
  }

  private String spliced(int index, String lines) {
    Place at = dicts.get(index).at();
    int from = text.lastIndexOf('\n', Math.max(0, at.start() - 1)) + 1;
    int end = at.end() > 0 && text.charAt(at.end() - 1) == '\n' ? at.end() - 1 : at.end();
    int newline = text.indexOf('\n', end);
    int to = newline < 0 ? text.length() : newline + 1;
    return text.substring(0, from) + lines + text.substring(to);
  }

  /// What stands before the dashes of the list.
  private String indent() {
    return dicts.isEmpty() || !block
        ? ""
        : " ".repeat(Math.max(0, dicts.getFirst().at().column() - 3));
  }

  private static boolean flow(YamlTree tree) {
    return tree instanceof YamlTree.Items items
        && (items.flow()
            || items.items().stream().anyMatch(i -> i instanceof YamlTree.Dict d && d.flow()));
  }

  private static List<YamlTree.Dict> dicts(YamlTree root, ConfigFault fault) {
    List<YamlTree.Dict> all = new ArrayList<>();
    if (!(root instanceof YamlTree.Items items)) {
      throw refused(root, fault);
    }
    for (YamlTree item : items.items()) {
      if (!(item instanceof YamlTree.Dict dict)) {
        throw refused(item, fault);
      }
      all.add(dict);
    }
    return all;
  }

  private static Problem refused(YamlTree at, ConfigFault fault) {
    return fault.at(
        at.at().line(),
        at.at().column(),
        "this is no list of entries",
        "Each entry starts with a dash and holds lines of `name: value`.");
  }

  private static JsonNode node(YamlTree tree) {
    return switch (tree) {
      case YamlTree.Scalar scalar -> scalar(scalar);
      case YamlTree.Items items -> {
        ArrayNode array = Json.mapper().createArrayNode();
        items.items().forEach(item -> array.add(node(item)));
        yield array;
      }
      case YamlTree.Dict dict -> object(dict);
    };
  }

  private static ObjectNode object(YamlTree.Dict dict) {
    ObjectNode object = Json.object();
    dict.entries().forEach(entry -> object.set(entry.key(), node(entry.value())));
    return object;
  }

  private static JsonNode scalar(YamlTree.Scalar scalar) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (!scalar.plain()) {
      return nodes.stringNode(scalar.text());
    }
    if (scalar.isNull()) {
      return nodes.nullNode();
    }
    if (WHOLE.matcher(scalar.text()).matches()) {
      return nodes.numberNode(Long.parseLong(scalar.text()));
    }
    if (NUMBER.matcher(scalar.text()).matches()) {
      return nodes.numberNode(new BigDecimal(scalar.text()));
    }
    return switch (scalar.text()) {
      case "true", "True", "TRUE" -> nodes.booleanNode(true);
      case "false", "False", "FALSE" -> nodes.booleanNode(false);
      default -> nodes.stringNode(scalar.text());
    };
  }

  private static String lines(ObjectNode entry, String indent) {
    var lines = new StringBuilder();
    entry
        .properties()
        .forEach(field ->
            lines
                .append(indent)
                .append(lines.isEmpty() ? "- " : "  ")
                .append(FlowText.text(field.getKey()))
                .append(": ")
                .append(flow(field.getValue()))
                .append('\n'));
    return lines.isEmpty() ? indent + "- {}\n" : lines.toString();
  }

  private static String flow(JsonNode value) {
    if (value.isString()) {
      return FlowText.text(value.asString());
    }
    if (value instanceof ArrayNode array) {
      List<String> items = new ArrayList<>();
      array.forEach(item -> items.add(flow(item)));
      return "[" + String.join(", ", items) + "]";
    }
    return value.isNumber() ? value.decimalValue().toPlainString() : Json.text(value);
  }
}
