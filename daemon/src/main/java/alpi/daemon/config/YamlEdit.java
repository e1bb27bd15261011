package alpi.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sets and removes values in a tree, without any text: what a patched file must mean.
final class YamlEdit {
  private static final Place NOWHERE = new Place(1, 1, 0, 0);

  private YamlEdit() {}

  static YamlTree.Dict set(Optional<YamlTree> tree, List<String> path, YamlTree value) {
    List<YamlTree.Entry> entries = new ArrayList<>(entries(tree));
    int at = indexOf(entries, path.getFirst());
    List<String> rest = path.subList(1, path.size());
    Optional<YamlTree> old = at < 0 ? Optional.empty() : Optional.of(entries.get(at).value());
    YamlTree fresh = rest.isEmpty() ? value : set(old, rest, value);
    var entry = new YamlTree.Entry(path.getFirst(), NOWHERE, fresh);
    if (at < 0) {
      entries.add(entry);
    } else {
      entries.set(at, entry);
    }
    return new YamlTree.Dict(entries, true, NOWHERE);
  }

  static YamlTree.Dict unset(Optional<YamlTree> tree, List<String> path) {
    List<YamlTree.Entry> entries = new ArrayList<>(entries(tree));
    int at = indexOf(entries, path.getFirst());
    if (at >= 0 && path.size() == 1) {
      entries.remove(at);
    } else if (at >= 0 && entries.get(at).value() instanceof YamlTree.Dict inner) {
      YamlTree fresh = unset(Optional.of(inner), path.subList(1, path.size()));
      entries.set(at, new YamlTree.Entry(path.getFirst(), NOWHERE, fresh));
    }
    return new YamlTree.Dict(entries, true, NOWHERE);
  }

  /// Whether both say the same, wherever it stands. Nothing at all and an empty list or map are the
  /// same.
  static boolean same(YamlTree one, YamlTree other) {
    if (isEmpty(one) || isEmpty(other)) {
      return isEmpty(one) && isEmpty(other);
    }
    return switch (one) {
      case YamlTree.Scalar a ->
          other instanceof YamlTree.Scalar b
              && a.text().equals(b.text())
              && Scalars.looksTyped(a) == Scalars.looksTyped(b);
      case YamlTree.Items a -> other instanceof YamlTree.Items b && sameItems(a.items(), b.items());
      case YamlTree.Dict a ->
          other instanceof YamlTree.Dict b
              && a.entries().size() == b.entries().size()
              && a.entries().stream().allMatch(entry -> hasSame(b, entry));
    };
  }

  private static boolean sameItems(List<YamlTree> one, List<YamlTree> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = same(one.get(i), other.get(i));
    }
    return same;
  }

  private static boolean hasSame(YamlTree.Dict dict, YamlTree.Entry entry) {
    return dict.entry(entry.key()).filter(it -> same(it.value(), entry.value())).isPresent();
  }

  private static boolean isEmpty(YamlTree tree) {
    return switch (tree) {
      case YamlTree.Scalar scalar -> scalar.isNull();
      case YamlTree.Items items -> items.items().isEmpty();
      case YamlTree.Dict dict -> dict.entries().isEmpty();
    };
  }

  private static List<YamlTree.Entry> entries(Optional<YamlTree> tree) {
    return tree.orElse(null) instanceof YamlTree.Dict dict ? dict.entries() : List.of();
  }

  private static int indexOf(List<YamlTree.Entry> entries, String key) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).key().equals(key)) {
        return i;
      }
    }
    return -1;
  }
}
