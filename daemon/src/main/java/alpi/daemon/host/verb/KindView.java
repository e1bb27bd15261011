package alpi.daemon.host.verb;

import alpi.daemon.journal.kind.Field;
import alpi.daemon.journal.kind.Shape;
import java.util.List;

/// One kind of event as clients see it.
///
/// @param when one sentence
/// @param fields what the body may hold, and nothing else
record KindView(String kind, String when, List<FieldView> fields) {
  static KindView of(Shape shape) {
    return new KindView(
        shape.kind().wire(), shape.when(), shape.fields().stream().map(FieldView::of).toList());
  }

  /// @param form `text`, `whole`, `truth`, `moment`, `hash`, `amount`, `texts` or `labels`
  /// @param always whether every event of the kind has it
  record FieldView(String name, String form, String doc, boolean always) {
    static FieldView of(Field field) {
      return new FieldView(field.name(), field.form().wire(), field.doc(), field.always());
    }
  }
}
