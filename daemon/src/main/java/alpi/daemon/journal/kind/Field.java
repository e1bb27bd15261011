package alpi.daemon.journal.kind;

/// One field of a body.
///
/// @param doc what it says, without a full stop
/// @param always whether every event of the kind has it
public record Field(String name, Form form, String doc, boolean always) {
  static Field text(String name, String doc) {
    return new Field(name, Form.TEXT, doc, true);
  }

  static Field whole(String name, String doc) {
    return new Field(name, Form.WHOLE, doc, true);
  }

  static Field truth(String name, String doc) {
    return new Field(name, Form.TRUTH, doc, true);
  }

  static Field moment(String name, String doc) {
    return new Field(name, Form.MOMENT, doc, true);
  }

  static Field hash(String name, String doc) {
    return new Field(name, Form.HASH, doc, true);
  }

  static Field amount(String name, String doc) {
    return new Field(name, Form.AMOUNT, doc, true);
  }

  static Field texts(String name, String doc) {
    return new Field(name, Form.TEXTS, doc, true);
  }

  static Field labels(String name, String doc) {
    return new Field(name, Form.LABELS, doc, true);
  }

  /// The same, not in every event.
  Field sometimes() {
    return new Field(name, form, doc, false);
  }
}
