package alpi.daemon.config;

import alpi.daemon.base.Secret;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The secrets of a profile at one moment, by name. A snapshot: it never changes.
public final class Secrets {
  private static final Secrets NONE = new Secrets(Map.of());

  private static final Pattern PLAIN = Pattern.compile(".*_(MODEL|BASE_URL)");

  private final TreeMap<String, Secret> byName;

  private Secrets(Map<String, Secret> byName) {
    this.byName = new TreeMap<>(byName);
  }

  public static Secrets none() {
    return NONE;
  }

  public static Secrets of(Map<String, Secret> byName) {
    return new Secrets(byName);
  }

  /// The secret of that name; one that is set to nothing counts as absent.
  public Optional<Secret> get(String name) {
    return Optional.ofNullable(byName.get(name)).filter(secret -> !secret.isEmpty());
  }

  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(byName.keySet()));
  }

  /// All of them, by name.
  public Map<String, Secret> byName() {
    return Collections.unmodifiableMap(byName);
  }

  /// Every value that must not be shown: all but those of variables that name a model or an
  /// address, which may stand among the keys.
  public Collection<Secret> hidden() {
    return byName.entrySet().stream()
        .filter(each -> !PLAIN.matcher(each.getKey()).matches())
        .map(Map.Entry::getValue)
        .toList();
  }

  /// These secrets, and those of `lower` whose names are not among them.
  public Secrets over(Secrets lower) {
    Map<String, Secret> merged = new TreeMap<>(lower.byName);
    merged.putAll(byName);
    return new Secrets(merged);
  }

  /// These without some names.
  public Secrets without(Set<String> names) {
    Map<String, Secret> left = new TreeMap<>(byName);
    left.keySet().removeAll(names);
    return new Secrets(left);
  }

  /// Only how many there are.
  @Override
  public String toString() {
    return "Secrets[" + byName.size() + "]";
  }
}
