package alpi.daemon.config;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Settings to set and unset in a `config.yaml`, by dotted key. Comments, order, blank lines and
/// quotes of everything else survive: the text is cut only where a value stands, and the result is
/// read back and must mean exactly what was asked, or the patch is refused.
public record ConfigPatch(List<Op> ops) {
  /// Most settings that one patch may change.
  public static final int MAX_OPS = 100;

  /// One setting to change.
  public sealed interface Op {
    String key();
  }

  /// @param value JSON; texts, durations and sizes as strings
  public record Set(String key, JsonNode value) implements Op {}

  /// @param text the value as typed on a command line: taken word for word where the setting is a
  ///   text, read as YAML or JSON where it is a list or map
  public record SetText(String key, String text) implements Op {}

  public record Unset(String key) implements Op {}

  public ConfigPatch {
    ops = List.copyOf(ops);
    if (ops.isEmpty() || ops.size() > MAX_OPS) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "A patch changes 1 to " + MAX_OPS + " settings at once.");
    }
  }

  public static ConfigPatch of(Op... ops) {
    return new ConfigPatch(List.of(ops));
  }

  /// The dotted keys, in order.
  public List<String> keys() {
    return ops.stream().map(Op::key).distinct().toList();
  }

  /// What this patch makes of `file`; nothing is written.
  ///
  /// @throws Problem `config_broken` when the file is broken already, `invalid_params` for an
  ///   unknown key or a wrong value, `conflict` when the file is written in a way that cannot be
  ///   changed safely
  public Patched preview(Path file) {
    ConfigFault fault = ConfigFile.fault(file);
    return apply(ConfigFile.read(file, fault), fault);
  }

  Patched apply(String text, ConfigFault fault) {
    LoadedConfig before = ConfigFile.parse(text, fault);
    String mark = text.startsWith(ConfigFile.BOM) ? ConfigFile.BOM : "";
    String body = ConfigFile.withoutBom(text);
    for (Op op : ops) {
      body = apply(op, body, fault);
    }
    LoadedConfig after = ConfigFile.parse(mark + body, fault);
    return new Patched(before, after, ConfigDiff.between(before.config(), after.config()));
  }

  private static String apply(Op op, String text, ConfigFault fault) {
    Optional<YamlTree> tree = YamlReader.read(text, fault);
    var splice = new YamlSplice(text, tree);
    Optional<YamlTree> value = value(op);
    if (value.isEmpty()) {
      List<String> path = KeyPath.any(op.key()).parts();
      return checked(op, text, splice.unset(path), YamlEdit.unset(tree, path), fault);
    }
    List<String> path = KeyPath.known(op.key()).parts();
    String result = splice.set(path, FlowText.of(value.get()));
    return checked(op, text, result, YamlEdit.set(tree, path, value.get()), fault);
  }

  /// The checked value that `op` asks for; empty to remove the setting.
  private static Optional<YamlTree> value(Op op) {
    return switch (op) {
      case Unset _ -> Optional.empty();
      case Set set when set.value().isNull() -> Optional.empty();
      case Set set -> Optional.of(check(op.key(), read(op.key(), Json.text(set.value()))));
      case SetText set -> Optional.of(check(op.key(), typed(op.key(), set.text())));
    };
  }

  private static YamlTree typed(String key, String text) {
    return switch (shape(key)) {
      case Shape.Text _, Shape.Choice _, Shape.Span _, Shape.Size _ ->
          new YamlTree.Scalar(text, false, false, new Place(1, 1, 0, 0));
      case Shape.Whole _, Shape.Flag _, Shape.Money _ ->
          new YamlTree.Scalar(text, true, false, new Place(1, 1, 0, 0));
      case Shape.Many _, Shape.Named _, Shape.Group _ -> read(key, text);
    };
  }

  private static Shape shape(String key) {
    return KeyPath.known(key).shape().orElseThrow();
  }

  private static YamlTree read(String key, String text) {
    ConfigFault fault = ConfigFault.ofValue(key);
    return YamlReader.read(text, fault)
        .orElseThrow(() -> fault.whole("a value is missing", "Use unset to remove a setting."));
  }

  /// Binds the value where it will stand, with nothing around it.
  private static YamlTree check(String key, YamlTree value) {
    Binder binder = new Binder(ConfigFault.ofValue(key));
    ConfigFile.bind(binder, YamlEdit.set(Optional.empty(), KeyPath.known(key).parts(), value));
    List<Warning> unknown = binder.warnings();
    if (!unknown.isEmpty()) {
      throw ConfigFault.ofValue(key).whole(unknown.getFirst().text(), "Remove it or correct it.");
    }
    return value;
  }

  /// `result`, once it is proven to mean what was asked and to hold every comment.
  private static String checked(
      Op op, String text, String result, YamlTree intended, ConfigFault fault) {
    try {
      Optional<YamlTree> read = YamlReader.read(result, fault);
      YamlTree got = read.orElse(new YamlTree.Dict(new ArrayList<>(), true, intended.at()));
      List<String> comments = YamlComments.of(text, YamlReader.read(text, fault)).sorted();
      if (YamlEdit.same(got, intended)
          && YamlComments.of(result, read).sorted().equals(comments)
          && result.length() <= ConfigFile.MAX_BYTES) {
        return result;
      }
    } catch (Problem unreadable) {
      throw unsafe(op, fault).because(unreadable);
    }
    throw unsafe(op, fault);
  }

  private static Problem unsafe(Op op, ConfigFault fault) {
    return Problem.of(
        ErrorCode.CONFLICT,
        fault.file() + " is written in a way that " + op.key() + " cannot be changed safely.",
        "Change it by hand in " + fault.where() + ".");
  }
}
