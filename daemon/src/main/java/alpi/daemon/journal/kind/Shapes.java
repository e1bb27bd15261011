package alpi.daemon.journal.kind;

import alpi.daemon.journal.EventKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The shapes of all kinds.
public final class Shapes {
  private static final Map<EventKind, Shape> ALL = gather();

  private Shapes() {}

  /// In the order of [EventKind].
  public static List<Shape> all() {
    return List.copyOf(ALL.values());
  }

  public static Shape of(EventKind kind) {
    Shape shape = ALL.get(kind);
    if (shape == null) {
      throw new IllegalStateException("nobody said what " + kind.wire() + " tells");
    }
    return shape;
  }

  private static Map<EventKind, Shape> gather() {
    Map<EventKind, Shape> all = new EnumMap<>(EventKind.class);
    Stream.of(
            HomeShapes.all(),
            WorkShapes.all(),
            RunShapes.all(),
            PolicyShapes.all(),
            LinkShapes.all(),
            ContextShapes.all())
        .flatMap(List::stream)
        .forEach(shape -> {
          if (all.put(shape.kind(), shape) != null) {
            throw new IllegalStateException(shape.kind().wire() + " has two shapes");
          }
        });
    return all;
  }
}
