package alpi.daemon.context;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.model.ModelMessage;
import alpi.daemon.model.ModelRequest.ToolDef;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/// A profile, blobs in memory, one ephemeral conversation, and short ways to say things in it.
final class Fixtures implements AutoCloseable {
  static final int WINDOW = 100_000;

  final FakeTime time = new FakeTime();
  final Ids ids = new Ids(time, new Random(3));
  final ProfileHome home;
  final Map<Sha256, byte[]> blobs = new HashMap<>();
  Session session;
  private final Journal journal;
  private final Sessions sessions;
  private final WorkingSet working;

  Fixtures(Path dir) {
    home = new Home(dir).profile(ProfileName.DEFAULT);
    journal = Journal.open(home, time);
    sessions = new Sessions(home, journal, time, ids);
    session = sessions.createEphemeral();
    working =
        new WorkingSet(
            home,
            this::blob,
            new Origins(journal, time),
            new ConversationRecall(sessions),
            time,
            ZoneOffset.UTC);
  }

  /// Forgets the conversation and begins another.
  void anew() {
    session = sessions.createEphemeral();
  }

  String turn() {
    time.advance(Duration.ofMinutes(1));
    return ids.job().value();
  }

  String ask(String text, Attachment... attachments) {
    String turn = turn();
    user(turn, text, attachments);
    return turn;
  }

  void user(String turn, String text, Attachment... attachments) {
    session.append(new User(time.now(), turn, text, List.of(attachments), Labels.OWNER));
  }

  void assistant(String turn, String text, Call... calls) {
    session.append(
        new Assistant(
            time.now(), turn, "m/one", text, "", List.of(calls), Optional.empty(), Labels.NONE));
  }

  void tool(String turn, String callId, String text) {
    session.append(
        new Tool(
            time.now(),
            turn,
            callId,
            "read",
            true,
            text,
            Optional.empty(),
            List.of(),
            Labels.of(Source.WEB, false)));
  }

  void note(String turn, NoteKind kind) {
    session.append(new Note(time.now(), turn, kind, ""));
  }

  Attachment attachment(String name, String mediaType, byte[] bytes) {
    Sha256 hash = Sha256.of(bytes);
    blobs.put(hash, bytes);
    return new Attachment(name, new BlobRef(hash, bytes.length, mediaType));
  }

  Attachment attachment(String name, String text) {
    return attachment(name, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  Assembled build(String turn) {
    return build(turn, WINDOW, List.of(), true);
  }

  Assembled build(String turn, int window, List<ToolDef> tools, boolean seesImages) {
    return build(turn, window, tools, seesImages, Optional.empty());
  }

  Assembled build(
      String turn, int window, List<ToolDef> tools, boolean seesImages, Optional<String> order) {
    return working.build(input(turn, window, tools, seesImages, order));
  }

  Assembled preview(String turn, int window) {
    return working.preview(input(turn, window, List.of(), true, Optional.empty()));
  }

  Optional<Compaction> compaction(String turn, int window) {
    return working.compaction(input(turn, window, List.of(), true, Optional.empty()));
  }

  private WorkingSetInput input(
      String turn, int window, List<ToolDef> tools, boolean seesImages, Optional<String> order) {
    return new WorkingSetInput(
        session,
        turn,
        Path.of("/home/ana/project"),
        tools,
        window,
        seesImages,
        8_000,
        OptionalInt.empty(),
        Optional.empty(),
        order);
  }

  static String text(ModelMessage message) {
    return switch (message) {
      case ModelMessage.User user -> user.text();
      case ModelMessage.Assistant assistant -> assistant.text();
      case ModelMessage.ToolResult result -> result.text();
    };
  }

  private InputStream blob(Sha256 hash) {
    byte[] bytes = blobs.get(hash);
    if (bytes == null) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no such blob.");
    }
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public void close() {
    sessions.close();
    Recorded.close(journal);
  }
}
