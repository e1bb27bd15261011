package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.SessionId;
import alpi.daemon.tool.ToolContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/// The editors that have conversations of this profile open. What stands in their windows, saved or
/// not, is what the file tools of such a conversation read, and what those write goes through them.
///
/// An editor is asked only about files that were judged like any other. One that does not answer in
/// time is asked no more: what it holds is unknown then, so its conversation's calls fail.
public final class Editors {
  /// Longest text that passes through an editor, in characters; a longer file is read from disk.
  public static final int MAX_CHARS = 1 << 20;

  /// Most editors at once.
  public static final int MAX_EDITORS = 64;

  /// How long one may take for one answer.
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Ids ids;
  private final Duration patience;

  /// Guards the two maps below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<SessionId, Window> windows = new HashMap<>();
  private final Map<String, Pending> pending = new HashMap<>();

  public Editors(Ids ids) {
    this(ids, PATIENCE);
  }

  public Editors(Ids ids, Duration patience) {
    this.ids = ids;
    this.patience = patience;
  }

  /// What an editor is asked to do.
  public sealed interface Ask {
    /// Stands in the answer.
    String id();

    /// Absolute, without links.
    Path path();
  }

  public record Read(String id, Path path) implements Ask {}

  public record Write(String id, Path path, String text) implements Ask {
    /// Keeps what files hold out of every log.
    @Override
    public String toString() {
      return "Write[id=" + id + "]";
    }
  }

  /// What came of it.
  private sealed interface Answer {}

  private record Done(Optional<String> text) implements Answer {}

  private record Refused(String why) implements Answer {}

  private record Gone() implements Answer {}

  private record Pending(Window window, Ask ask, BlockingQueue<Answer> answer) {}

  /// Ties an editor to a conversation. It takes the place of an earlier one.
  ///
  /// @param reads whether it tells what it has open
  /// @param writes whether it takes changes
  public Window open(SessionId session, boolean reads, boolean writes) {
    var fresh = new Window(session, reads, writes);
    Optional<Window> earlier;
    lock.lock();
    try {
      if (windows.size() >= MAX_EDITORS && !windows.containsKey(session)) {
        throw Problem.of(
            ErrorCode.QUEUE_FULL, "At most " + MAX_EDITORS + " conversations are open in editors.");
      }
      earlier = Optional.ofNullable(windows.put(session, fresh));
    } finally {
      lock.unlock();
    }
    earlier.ifPresent(Window::close);
    return fresh;
  }

  /// The editor that a call's conversation is open in.
  Optional<Editor> of(ToolContext context) {
    lock.lock();
    try {
      return Optional.ofNullable(windows.get(context.session()))
          .map(window -> new Editor(this, window, context.cancel()));
    } finally {
      lock.unlock();
    }
  }

  /// The editor did what it was asked.
  ///
  /// @param text what it was asked to read
  /// @return whether anybody waited for that still
  public boolean done(String ask, Optional<String> text) {
    Optional<Pending> waiting = waiting(ask);
    if (waiting.isEmpty()) {
      return false;
    }
    boolean reads =
        switch (waiting.get().ask()) {
          case Read _ -> true;
          case Write _ -> false;
        };
    if (reads != text.isPresent()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The answer to a read has a text, that to a write has none.");
    }
    if (text.isPresent() && text.get().length() > MAX_CHARS) {
      throw Problem.of(
          ErrorCode.TOO_LARGE, "A text from an editor has at most " + MAX_CHARS + " characters.");
    }
    return waiting.get().answer().offer(new Done(text));
  }

  /// The editor will not do what it was asked.
  ///
  /// @return whether anybody waited for that still
  public boolean refused(String ask, String why) {
    return waiting(ask).map(it -> it.answer().offer(new Refused(why))).orElse(false);
  }

  private Optional<Pending> waiting(String ask) {
    lock.lock();
    try {
      return Optional.ofNullable(pending.get(ask));
    } finally {
      lock.unlock();
    }
  }

  /// What an editor has open at `path`; empty when it will not say.
  Optional<String> read(Window window, Path path, Cancel cancel) {
    return switch (ask(window, path, Read::new, cancel)) {
      case Done(var text) -> text;
      case Refused _, Gone _ -> Optional.empty();
    };
  }

  /// Has an editor write a file.
  void write(Window window, Path path, String text, Cancel cancel) {
    Answer answer = ask(window, path, (id, at) -> new Write(id, at, text), cancel);
    switch (answer) {
      case Done _ -> {
        // What it did is looked at by whoever asked.
      }
      case Refused(var why) ->
          throw Problem.of(ErrorCode.CONFLICT, "The editor does not write the file: " + why);
      case Gone _ ->
          throw Problem.of(ErrorCode.CONFLICT, "The editor went away before it wrote the file.");
    }
  }

  private Answer ask(Window window, Path path, BiFunction<String, Path, Ask> make, Cancel cancel) {
    Ask ask = make.apply(ids.next('e'), path);
    var waiting = new Pending(window, ask, new LinkedBlockingQueue<>());
    lock.lock();
    try {
      if (window.silent) {
        throw silent();
      }
      pending.put(ask.id(), waiting);
    } finally {
      lock.unlock();
    }
    try (Cancel.Registration _ = cancel.onFire(() -> waiting.answer().offer(new Gone()))) {
      window.tell(Optional.of(ask));
      Answer answer = waiting.answer().poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw missed(window);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Gone();
    } finally {
      forget(ask.id());
    }
  }

  private Problem missed(Window window) {
    lock.lock();
    try {
      window.silent = true;
    } finally {
      lock.unlock();
    }
    return silent();
  }

  private static Problem silent() {
    return Problem.of(
        ErrorCode.DEADLINE,
        "The editor that this conversation is open in does not answer.",
        "Open the conversation there again.");
  }

  private void forget(String ask) {
    lock.lock();
    try {
      pending.remove(ask);
    } finally {
      lock.unlock();
    }
  }

  /// One editor with one conversation open.
  public final class Window implements AutoCloseable {
    private final SessionId session;
    private final boolean reads;
    private final boolean writes;
    private final BlockingQueue<Optional<Ask>> asks = new LinkedBlockingQueue<>();
    private boolean silent;

    private Window(SessionId session, boolean reads, boolean writes) {
      this.session = session;
      this.reads = reads;
      this.writes = writes;
    }

    boolean reads() {
      return reads;
    }

    boolean writes() {
      return writes;
    }

    /// What it is to do next; waits for it. Empty once another editor took its place.
    public Optional<Ask> next() throws InterruptedException {
      return asks.take();
    }

    private void tell(Optional<Ask> ask) {
      asks.add(ask);
    }

    /// It has gone: whoever waits for it waits no more.
    @Override
    public void close() {
      lock.lock();
      try {
        windows.remove(session, this);
        pending.values().stream()
            .filter(each -> each.window() == this)
            .forEach(each -> each.answer().offer(new Gone()));
      } finally {
        lock.unlock();
      }
      tell(Optional.empty());
    }
  }
}
