package alpi.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Compares values in force, setting by setting; lists count as one value.
public final class ConfigDiff {
  private ConfigDiff() {}

  /// What the owner changed: the defaults are `before`.
  public static List<Change> fromDefaults(ProfileConfig config) {
    return between(ProfileConfig.defaults(), config);
  }

  public static List<Change> between(ProfileConfig before, ProfileConfig after) {
    Map<String, JsonNode> old = leaves(before);
    Map<String, JsonNode> fresh = leaves(after);
    TreeSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(fresh.keySet());
    List<Change> changes = new ArrayList<>();
    for (String key : keys) {
      Optional<JsonNode> was = Optional.ofNullable(old.get(key));
      Optional<JsonNode> is = Optional.ofNullable(fresh.get(key));
      if (!was.equals(is)) {
        changes.add(new Change(key, was, is));
      }
    }
    return changes;
  }

  /// The value in force of a setting or of a whole group; empty when it has none.
  ///
  /// @throws alpi.alp.rpc.Problem `invalid_params` when there is no such setting
  public static Optional<JsonNode> value(ProfileConfig config, String dotted) {
    JsonNode node = EffectiveJson.of(config);
    for (String part : KeyPath.known(dotted).parts()) {
      node = node.path(part);
    }
    return node.isMissingNode() ? Optional.empty() : Optional.of(node);
  }

  private static Map<String, JsonNode> leaves(ProfileConfig config) {
    Map<String, JsonNode> leaves = new TreeMap<>();
    collect("", EffectiveJson.of(config), leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
    if (node.isObject()) {
      node.properties()
          .forEach(entry -> collect(Binder.join(path, entry.getKey()), entry.getValue(), leaves));
    } else {
      leaves.put(path, node);
    }
  }
}
