package alpi.daemon.journal.view;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.util.Set;

/// A read model: what the events of some kinds add up to. Pure: the same events in the same order
/// give the same document, whoever folds them and when.
public interface View {
  /// What clients call it.
  String id();

  /// What its document tells, in one sentence.
  String about();

  /// Changes with what the fold makes of events, so that no older document is gone on with.
  int version();

  /// The only events it is shown.
  Set<EventKind> kinds();

  /// Lays out the document before the first event.
  void begin(Sheet sheet);

  /// Takes in one event. A field that an event of an earlier version lacks counts as absent.
  void fold(Sheet sheet, Event event);
}
