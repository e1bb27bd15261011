package alpi.daemon.model;

import alpi.daemon.base.Secret;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the environment of a process says about models. It may come from the daemon's own or from
/// that of the client who asks. Everything but a model's name prints as stars.
///
/// @param values by variable name; names that are not in [#NAMES] are dropped
public record ModelEnvironment(Map<String, Secret> values) {
  /// The variable that names the model to use.
  public static final String MODEL = "ALPI_MODEL";

  /// Every variable that is heeded, sorted.
  public static final List<String> NAMES = Provider.variables();

  public static final ModelEnvironment EMPTY = new ModelEnvironment(Map.of());

  public ModelEnvironment {
    var kept = new TreeMap<>(values);
    kept.keySet().retainAll(NAMES);
    kept.values().removeIf(Secret::isEmpty);
    values = Collections.unmodifiableMap(kept);
  }

  /// Takes what matters from all variables of a process.
  public static ModelEnvironment of(Map<String, String> all) {
    var values = new TreeMap<String, Secret>();
    NAMES.forEach(
        name -> Optional.ofNullable(all.get(name)).ifPresent(v -> values.put(name, new Secret(v))));
    return new ModelEnvironment(values);
  }

  Optional<Secret> secret(String name) {
    return Optional.ofNullable(values.get(name));
  }

  Optional<String> text(String name) {
    return secret(name).map(Secret::reveal).map(String::strip).filter(text -> !text.isEmpty());
  }
}
