package alpi.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What it takes to undo an earlier change of a `config.yaml` without losing later ones.
///
/// @param patch empty when nothing is left to undo
/// @param conflicts settings of that change that were changed again since
public record ConfigRevert(Optional<ConfigPatch> patch, List<String> conflicts) {
  public ConfigRevert {
    conflicts = List.copyOf(conflicts);
  }

  /// Plans the way back.
  ///
  /// @param before the text before the change to undo
  /// @param after the text after it
  /// @param now the text that stands there today
  /// @param force whether settings that were changed again go back too
  public static ConfigRevert plan(String before, String after, String now, boolean force) {
    ConfigFault fault = ConfigFault.ofFile("config.yaml", "the profile's config.yaml");
    ProfileConfig old = ConfigFile.parse(before, fault).config();
    ProfileConfig undone = ConfigFile.parse(after, fault).config();
    ProfileConfig present = ConfigFile.parse(now, fault).config();
    Optional<YamlTree> tree = YamlReader.read(ConfigFile.withoutBom(before), fault);
    Set<ConfigPatch.Op> ops = new LinkedHashSet<>();
    List<String> conflicts = new ArrayList<>();
    for (Change change : ConfigDiff.between(old, undone)) {
      Optional<JsonNode> value = ConfigDiff.value(present, change.key());
      boolean untouched = value.equals(change.after());
      if (!untouched && !value.equals(change.before())) {
        conflicts.add(change.key());
      }
      if ((untouched || force) && !value.equals(change.before())) {
        ops.add(back(change, tree));
      }
    }
    return new ConfigRevert(
        ops.isEmpty() ? Optional.empty() : Optional.of(new ConfigPatch(List.copyOf(ops))),
        conflicts);
  }

  /// Sets the old value if the old file said so; else removes the deepest thing it did not hold.
  private static ConfigPatch.Op back(Change change, Optional<YamlTree> before) {
    YamlTree at = before.orElse(null);
    List<String> parts = KeyPath.known(change.key()).parts();
    for (int i = 0; i < parts.size(); i++) {
      Optional<YamlTree.Entry> entry =
          at instanceof YamlTree.Dict dict ? dict.entry(parts.get(i)) : Optional.empty();
      if (entry.isEmpty()) {
        return new ConfigPatch.Unset(String.join(".", removable(parts, i)));
      }
      at = entry.get().value();
    }
    return change
        .before()
        .<ConfigPatch.Op>map(value -> new ConfigPatch.Set(change.key(), value))
        .orElseGet(() -> new ConfigPatch.Unset(change.key()));
  }

  /// An entry of the owner's own that was not there goes as a whole; of a fixed group only the
  /// setting itself, since later changes may have set its neighbours.
  private static List<String> removable(List<String> parts, int missing) {
    boolean own = parts.size() > 2 && missing <= 1 && KeyPath.isNamed(parts.getFirst());
    return own ? parts.subList(0, 2) : parts;
  }
}
