package alpi.daemon.session;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.Reading;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One conversation: its messages in order, and the only writer of its file.
///
/// Safe for any number of threads. An ephemeral one has no file and is gone with its last holder.
public final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /// Guards the file and all that is read from it.
  private final ReentrantLock lock = new ReentrantLock();

  private final SessionHeader header;
  private final BiConsumer<Session, Message> appended;
  private final MessageLog log = new MessageLog();
  private List<Damage> damage = List.of();
  private Labels labels = Labels.NONE;
  private @Nullable SessionFile file;
  private boolean deleted;

  private Session(SessionHeader header, BiConsumer<Session, Message> appended) {
    this.header = header;
    this.appended = appended;
  }

  static Session ephemeral(SessionHeader header) {
    return new Session(header, (_, _) -> {});
  }

  static Session created(
      SessionHeader header, SessionFile file, BiConsumer<Session, Message> appended) {
    var session = new Session(header, appended);
    session.file = file;
    return session;
  }

  static Session loaded(SessionFile.Loaded loaded, BiConsumer<Session, Message> appended) {
    var session = new Session(loaded.header(), appended);
    session.take(loaded);
    return session;
  }

  public SessionId id() {
    return header.id();
  }

  public Instant created() {
    return header.created();
  }

  /// Whether it leaves nothing behind.
  public boolean ephemeral() {
    return file() == null;
  }

  /// Adds a message at the end. Once this returns the message survives the death of the daemon.
  ///
  /// @throws Problem `too_large`, `disk_full`, `storage`, or `gone` when the conversation was
  ///   deleted; then nothing was added
  public void append(Message message) {
    appendSilently(message);
    appended.accept(this, message);
  }

  /// Like [#append], for a line that is no news: nobody is told.
  void appendSilently(Message message) {
    byte[] line = MessageCodec.encode(message);
    lock.lock();
    try {
      refuseIfDeleted();
      SessionFile target = file;
      if (target != null) {
        current(target).append(line);
      }
      keep(message);
    } finally {
      lock.unlock();
    }
  }

  /// Makes all messages survive a power cut: called when a turn ends.
  public void sync() {
    lock.lock();
    try {
      refuseIfDeleted();
      if (file != null) {
        file.sync();
      }
    } finally {
      lock.unlock();
    }
  }

  /// All messages so far, oldest first.
  public List<Message> messages() {
    return timeline().messages();
  }

  /// The conversation as it is now.
  public Timeline timeline() {
    lock.lock();
    try {
      return log.now();
    } finally {
      lock.unlock();
    }
  }

  /// What went into the conversation, all messages together.
  public Labels labels() {
    lock.lock();
    try {
      return labels;
    } finally {
      lock.unlock();
    }
  }

  /// Lines of the file that could not be read.
  public List<Damage> damage() {
    lock.lock();
    try {
      return damage;
    } finally {
      lock.unlock();
    }
  }

  /// How much of a disk it takes, in bytes; nothing for an ephemeral one.
  long bytes() {
    SessionFile at = file();
    return at == null ? 0 : at.bytes();
  }

  public SessionSummary summary() {
    var fold = new SummaryFold(id(), created());
    messages().forEach(fold::add);
    return fold.summary(bytes());
  }

  /// How far a turn has come; empty when the conversation has no such turn.
  public Optional<TurnState> turnState(String turn) {
    TurnState state = null;
    for (Message message : messages()) {
      if (message.turn().equals(turn)) {
        state = after(message, state);
      }
    }
    return Optional.ofNullable(state);
  }

  /// Calls of any turn that have no result, oldest first.
  public List<OpenCall> interruptedCalls() {
    Map<String, OpenCall> open = new LinkedHashMap<>();
    int step = 0;
    for (Message message : messages()) {
      if (message instanceof Assistant assistant) {
        step++;
        for (Call call : assistant.calls()) {
          open.put(step + " " + call.id(), new OpenCall(assistant.turn(), call));
        }
      } else if (message instanceof Tool tool) {
        lastOpen(open, tool).ifPresent(open::remove);
      }
    }
    return List.copyOf(open.values());
  }

  /// Every blob that a message refers to.
  public Set<BlobRef> blobs() {
    Set<BlobRef> blobs = new LinkedHashSet<>();
    for (Message message : messages()) {
      switch (message) {
        case User user -> refs(user.attachments(), blobs);
        case Tool tool -> {
          refs(tool.attachments(), blobs);
          tool.full().ifPresent(blobs::add);
        }
        case Assistant _, Note _ -> {}
      }
    }
    return Set.copyOf(blobs);
  }

  /// Refuses every later append: the conversation's file is about to go.
  void markDeleted() {
    lock.lock();
    try {
      deleted = true;
    } finally {
      lock.unlock();
    }
  }

  private static void refs(List<Attachment> attachments, Set<BlobRef> blobs) {
    for (Attachment attachment : attachments) {
      blobs.add(attachment.blob());
      attachment.reading().flatMap(Reading::text).ifPresent(blobs::add);
    }
  }

  private static Optional<String> lastOpen(Map<String, OpenCall> open, Tool tool) {
    return open.entrySet().stream()
        .filter(entry -> entry.getValue().turn().equals(tool.turn()))
        .filter(entry -> entry.getValue().call().id().equals(tool.callId()))
        .map(Map.Entry::getKey)
        .reduce((_, later) -> later);
  }

  private static @Nullable TurnState after(Message message, @Nullable TurnState so) {
    return switch (message) {
      case User _, Assistant _, Tool _ -> TurnState.HALF_WRITTEN;
      case Note note ->
          switch (note.kind()) {
            case FINISHED -> TurnState.FINISHED;
            case FAILED -> TurnState.FAILED;
            case INTERRUPTED -> TurnState.INTERRUPTED;
            case TITLE, FORKED, CONTEXT, CUT, RECALLED, COMPACTED, TRIMMED -> so;
          };
    };
  }

  private @Nullable SessionFile file() {
    lock.lock();
    try {
      return file;
    } finally {
      lock.unlock();
    }
  }

  /// The file as it lies on disk now; read again when somebody else has written to it.
  private SessionFile current(SessionFile known) {
    if (known.unchanged()) {
      return known;
    }
    LOG.warn("event=session_changed_outside file={}", known.path());
    SessionFile.Loaded loaded = SessionFile.load(known.path(), header);
    take(loaded);
    return loaded.file();
  }

  private void take(SessionFile.Loaded loaded) {
    for (Damage found : loaded.damage()) {
      LOG.warn(
          "event=session_line_skipped at={}:{} reason=\"{}\"",
          found.file(),
          found.line(),
          found.reason());
    }
    file = loaded.file();
    damage = loaded.damage();
    log.clear();
    labels = Labels.NONE;
    loaded.messages().forEach(this::keep);
  }

  private void keep(Message message) {
    log.add(message);
    labels = labels.and(message.labels());
  }

  private void refuseIfDeleted() {
    if (deleted) {
      throw Problem.of(ErrorCode.GONE, "The conversation " + id() + " was deleted.");
    }
  }
}
