package alpi.alp.rpc;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Every verb of a plane, by name. A verb without documentation, example or release cannot be
/// registered, so none can be served undocumented.
public final class VerbRegistry {
  private static final Pattern NAME = Pattern.compile("[a-z]+(\\.[a-z]+){1,3}");

  private final SortedMap<String, Verb<?, ?>> verbs;

  /// @throws IllegalStateException when an entry is incomplete or a name is taken twice
  public VerbRegistry(Collection<? extends Verb<?, ?>> entries) {
    SortedMap<String, Verb<?, ?>> byName = new TreeMap<>();
    for (Verb<?, ?> verb : entries) {
      check(verb);
      if (byName.put(verb.name(), verb) != null) {
        throw new IllegalStateException("two verbs are called " + verb.name());
      }
    }
    verbs = Collections.unmodifiableSortedMap(byName);
  }

  private static void check(Verb<?, ?> verb) {
    demand(verb, NAME.matcher(verb.name()).matches(), "a name of lower-case words and dots");
    demand(verb, verb.doc().endsWith(".") && verb.doc().length() > 1, "a sentence of doc");
    demand(verb, verb.example().startsWith("{"), "an example");
    demand(verb, !verb.since().isBlank(), "the release that brought it");
  }

  private static void demand(Verb<?, ?> verb, boolean met, String what) {
    if (!met) {
      throw new IllegalStateException("the verb " + verb.name() + " lacks " + what);
    }
  }

  public Optional<Verb<?, ?>> find(String name) {
    return Optional.ofNullable(verbs.get(name));
  }

  /// All verbs, by name.
  public List<Verb<?, ?>> all() {
    return List.copyOf(verbs.values());
  }
}
