package alpi.daemon.profile;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Redactor;
import alpi.daemon.config.SecretConfig;
import alpi.daemon.config.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The secrets that the settings say the keyring holds, as last read, and the values that were in
/// force before: those are kept out of sight for as long as the process lives. One at a time.
final class KeptSecrets {
  /// Most former values that are remembered.
  static final int MAX_FORMER = 64;

  /// How long a keyring that could not be asked is left alone.
  static final Duration AGAIN = Duration.ofSeconds(30);

  private final Vault vault;
  private final Time time;
  private final Map<String, Secret> values = new TreeMap<>();
  private final Set<String> former = new LinkedHashSet<>();
  private Set<String> names = Set.of();
  private List<String> last = List.of();
  private @Nullable Problem problem;
  private long tried;

  KeptSecrets(Vault vault, Time time) {
    this.vault = vault;
    this.time = time;
  }

  /// Why a secret of the keyring is not in force.
  Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }

  /// Reads what the settings name.
  ///
  /// @param anew also when nothing was wrong with what was read before
  /// @return whether other values hold now
  boolean look(ProfileConfig config, boolean anew) {
    boolean late = problem != null && time.nanos() - tried >= AGAIN.toNanos();
    if (!anew && !late) {
      return false;
    }
    tried = time.nanos();
    names = named(config);
    problem = null;
    boolean changed = values.keySet().retainAll(names);
    for (String name : names) {
      changed |= read(name);
    }
    return changed;
  }

  private static Set<String> named(ProfileConfig config) {
    Set<String> names = new TreeSet<>();
    config
        .secrets()
        .forEach((name, secret) -> {
          if (secret.keep().equals(Optional.of(SecretConfig.Keep.KEYRING))) {
            names.add(name);
          }
        });
    return names;
  }

  /// A value that was read once stays in force when the keyring is locked later.
  private boolean read(String name) {
    try {
      Optional<Secret> found = vault.read(name);
      if (found.isEmpty()) {
        problem = missing(name);
        return values.remove(name) != null;
      }
      Secret before = values.put(name, found.get());
      return before == null || !before.reveal().equals(found.get().reveal());
    } catch (Problem unreachable) {
      problem = values.containsKey(name) ? problem : unreachable;
      return false;
    }
  }

  private static Problem missing(String name) {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "The keyring holds no secret " + name + " any more.",
        "Set it anew with `alpi secret set " + name + "`, or remove it with `alpi secret rm`.");
  }

  /// All secrets. One that the keyring is to hold is taken from nowhere else.
  Secrets over(Secrets file, Secrets environment) {
    return Secrets.of(values).over(file.without(names)).over(environment.without(names));
  }

  /// Knows `secrets`, and what they were before.
  Redactor redactor(Secrets secrets) {
    List<String> now = secrets.hidden().stream().map(Secret::reveal).toList();
    former.addAll(last);
    now.forEach(former::remove);
    while (former.size() > MAX_FORMER) {
      former.remove(former.iterator().next());
    }
    last = now;
    List<Secret> all = new ArrayList<>(secrets.hidden());
    former.forEach(value -> all.add(new Secret(value)));
    return Redactor.of(Collections.unmodifiableList(all));
  }
}
