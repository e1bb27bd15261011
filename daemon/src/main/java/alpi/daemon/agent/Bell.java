package alpi.daemon.agent;

import alpi.daemon.base.OutputId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tail;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the desktop that there is something new to read: what it is about, and no word of what it
/// says. It follows the record, so nothing that files an output knows of it; where there is no
/// desktop it is quiet. A flood is cut short: the outputs themselves are all there.
public final class Bell implements AutoCloseable {
  /// Most notifications within [#SPAN].
  static final int MOST = 10;

  static final Duration SPAN = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Bell.class);

  private final Outputs outputs;
  private final BooleanSupplier wanted;
  private final Consumer<Note> desktop;
  private final Time time;
  private final Tail tail;
  private final Thread thread;
  private final Deque<Long> rung = new ArrayDeque<>();

  /// What the desktop shows.
  public record Note(String title, String text) {}

  /// @param wanted whether the owner wants to be told, as it is now
  /// @param desktop shows a note, or does not
  public Bell(
      Journal journal, Outputs outputs, BooleanSupplier wanted, Consumer<Note> desktop, Time time) {
    this.outputs = outputs;
    this.wanted = wanted;
    this.desktop = desktop;
    this.time = time;
    this.tail = journal.tail(journal.head(), Set.of(EventKind.OUTPUT_FILED));
    this.thread = Thread.ofVirtual().name("bell " + journal.profile()).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      List<Event> events = tail.take();
      while (!events.isEmpty()) {
        events.forEach(this::heard);
        events = tail.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void heard(Event event) {
    try {
      if (wanted.getAsBoolean() && mayRing()) {
        outputs
            .find(new OutputId(event.body().path("output").asString("")))
            .ifPresent(output -> desktop.accept(note(output)));
      }
    } catch (RuntimeException e) {
      LOG.warn("event=notification_failed", e);
    }
  }

  private boolean mayRing() {
    long now = time.nanos();
    while (!rung.isEmpty() && now - rung.peekFirst() >= SPAN.toNanos()) {
      rung.removeFirst();
    }
    if (rung.size() >= MOST) {
      return false;
    }
    rung.addLast(now);
    return true;
  }

  private static Note note(Output output) {
    String what =
        switch (output.kind()) {
          case ANSWER -> "has an answer";
          case FAILURE -> "failed";
          case NOTE -> "left a note";
        };
    return new Note(output.title(), what + "; alpi outputs show " + output.id());
  }

  @Override
  public void close() {
    tail.close();
  }
}
