package alpi.daemon.context;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.StoredBlob;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// What pointers name, read from where it lies: originals, whatever a model was shown of them.
public final class Sources {
  /// Characters of one piece when nobody says how many, and at most.
  public static final int PIECE_CHARS = 64 << 10;

  /// Bytes of a blob or file that are read.
  public static final int MAX_BYTES = 32 << 20;

  private static final List<String> FILES = List.of("AGENT.md", "USER.md", "MEMORY.md");

  private final ProfileHome home;
  private final Sessions sessions;
  private final BlobStore blobs;
  private final MemoryStore memories;
  private final SensitivePaths sensitive;
  private final Origins origins;
  private final BlobLabels labels;
  private final Rendering rendering;

  public Sources(
      ProfileHome home,
      Sessions sessions,
      BlobStore blobs,
      MemoryStore memories,
      SensitivePaths sensitive,
      Origins origins,
      Rendering rendering) {
    this.home = home;
    this.sessions = sessions;
    this.blobs = blobs;
    this.memories = memories;
    this.sensitive = sensitive;
    this.origins = origins;
    this.labels = new BlobLabels(origins, sessions);
    this.rendering = rendering;
  }

  /// @param from the first character wanted
  /// @param chars most characters, 1 to [#PIECE_CHARS]
  /// @throws Problem `gone` when it was deleted, `denied` for a file that must not be read
  public Opened open(Pointer pointer, int from, int chars) {
    if (from < 0 || chars < 1 || chars > PIECE_CHARS) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "A piece begins at 0 or later and has 1 to 65536 characters.");
    }
    Whole whole = whole(pointer);
    String text = whole.text();
    int start = Cut.at(text, Math.min(from, text.length()));
    int end = Cut.at(text, Math.min(text.length(), start + chars));
    OptionalInt next = end < text.length() ? OptionalInt.of(end) : OptionalInt.empty();
    String piece = text.substring(start, end);
    return new Opened(pointer, whole.what(), piece, start, next, whole.labels());
  }

  private record Whole(String what, String text, Labels labels) {}

  private Whole whole(Pointer pointer) {
    return switch (pointer) {
      case Pointer.Turn turn -> turn(turn);
      case Pointer.Blob blob -> blob(blob);
      case Pointer.File file -> file(file);
      case Pointer.Kept kept -> kept(kept);
    };
  }

  private Whole turn(Pointer.Turn pointer) {
    if (!sessions.exists(pointer.session())) {
      throw gone(pointer);
    }
    Session session = sessions.open(pointer.session());
    List<Message> lines =
        session.messages().stream()
            .filter(message -> message.turn().equals(pointer.turn()) && !(message instanceof Note))
            .toList();
    Labels labels = session.labels().and(new Labels(Set.of(), true));
    if (pointer.call().isPresent()) {
      Tool tool = answer(lines, pointer.call().get()).orElseThrow(() -> gone(pointer));
      String text = tool.full().map(this::text).orElse(tool.text());
      return new Whole("answer of " + tool.tool(), text, labels);
    }
    if (lines.isEmpty()) {
      throw gone(pointer);
    }
    String text = lines.stream().map(Sources::told).collect(Collectors.joining("\n\n"));
    return new Whole("turn of " + lines.getFirst().at(), text, labels);
  }

  private static Optional<Tool> answer(List<Message> lines, String call) {
    return lines.stream()
        .filter(Tool.class::isInstance)
        .map(Tool.class::cast)
        .filter(tool -> tool.callId().equals(call))
        .findFirst();
  }

  private static String told(Message message) {
    return switch (message) {
      case User user -> "owner: " + user.text();
      case Assistant said -> {
        var text = new StringBuilder("you: ").append(said.text());
        for (Call call : said.calls()) {
          text.append("\n[called ").append(call.tool()).append(' ').append(call.arguments());
          text.append(']');
        }
        yield text.toString();
      }
      case Tool tool -> "tool " + tool.tool() + ": " + tool.text();
      case Note note -> note.text();
    };
  }

  private String text(BlobRef blob) {
    return new String(bytes(() -> blobs.open(blob.hash())), StandardCharsets.UTF_8);
  }

  private Whole blob(Pointer.Blob pointer) {
    StoredBlob blob =
        blobs.find(pointer.hash()).filter(it -> !it.corrupt()).orElseThrow(() -> gone(pointer));
    byte[] bytes = bytes(() -> blobs.open(pointer.hash()));
    String name = "blob " + pointer.hash().brief();
    return new Whole(name, lines(name, bytes, pointer.lines()), labels.of(blob));
  }

  private Whole file(Pointer.File pointer) {
    Path path = Path.of(pointer.path());
    byte[] bytes = bytes(() -> Channels.newInputStream(sensitive.openForRead(path)));
    Labels labels = Labels.of(Source.WORKSPACE, true).and(origins.of(SensitivePaths.resolve(path)));
    // Without lines, a page is told in its words; lines are counted in the file as it stands.
    String name = pointer.lines().isPresent() ? "" : String.valueOf(path.getFileName());
    return new Whole("file", lines(name, bytes, pointer.lines()), labels);
  }

  private Whole kept(Pointer.Kept pointer) {
    if (!FILES.contains(pointer.name())) {
      return remembered(pointer);
    }
    Path path = home.memories().resolve(pointer.name());
    try {
      byte[] bytes = bytes(() -> Channels.newInputStream(sensitive.openForRead(path)));
      Labels labels = Labels.of(Source.OWNER, true).and(origins.of(SensitivePaths.resolve(path)));
      return new Whole("memory", lines("", bytes, Optional.empty()), labels);
    } catch (Problem e) {
      throw e.code() == ErrorCode.NOT_FOUND ? gone(pointer) : e;
    }
  }

  /// What was replaced since is still told, as what it was; what waits for the owner's word is not.
  private Whole remembered(Pointer.Kept pointer) {
    Remembered memory;
    try {
      memory = memories.find(new MemoryId(pointer.name()));
    } catch (Problem e) {
      boolean nothing = e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.INVALID_PARAMS;
      throw nothing ? gone(pointer) : e;
    }
    return switch (memory.standing()) {
      case LIVE -> new Whole("memory of " + memory.captured(), memory.text(), memory.labels());
      case SUPERSEDED ->
          new Whole("replaced memory of " + memory.captured(), memory.text(), memory.labels());
      case HELD, LEAVING -> throw gone(pointer);
    };
  }

  /// Something that is opened to be read.
  @FunctionalInterface
  private interface Opening {
    InputStream open() throws IOException;
  }

  private static byte[] bytes(Opening opening) {
    try (InputStream in = opening.open()) {
      return in.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "It cannot be read.").because(e);
    }
  }

  private String lines(String name, byte[] bytes, Optional<Pointer.Span> wanted) {
    String text =
        rendering.text(name, bytes).orElseGet(() -> new String(bytes, StandardCharsets.UTF_8));
    if (text.indexOf('\0') >= 0) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That is no text.",
          "The tool read shows images, and the text of documents.");
    }
    return wanted
        .map(span ->
            text.lines()
                .skip(span.first() - 1L)
                .limit(span.last() - span.first() + 1L)
                .collect(Collectors.joining("\n")))
        .orElse(text);
  }

  private static Problem gone(Pointer pointer) {
    return Problem.of(ErrorCode.GONE, "There is nothing at " + pointer + " any more.");
  }
}
