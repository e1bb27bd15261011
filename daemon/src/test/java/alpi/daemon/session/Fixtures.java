package alpi.daemon.session;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A profile on a temporary disk with a real journal, and short ways to say things in it.
final class Fixtures implements AutoCloseable {
  static final Actor OWNER = Actor.local(1000);

  final FakeTime time = new FakeTime();
  final Ids ids = new Ids(time, new Random(7));
  final ProfileHome home;
  final Journal journal;
  Sessions sessions;

  Fixtures(Path dir) {
    home = new Home(dir).profile(ProfileName.DEFAULT);
    journal = Journal.open(home, time);
    sessions = new Sessions(home, journal, time, ids);
  }

  /// The daemon dies and comes back: nothing in memory is left.
  void restart() {
    sessions.close();
    sessions = new Sessions(home, journal, time, ids);
  }

  String turn() {
    time.advance(Duration.ofSeconds(1));
    return ids.job().value();
  }

  User user(String turn, String text) {
    return new User(time.now(), turn, text, List.of(), Labels.OWNER);
  }

  Assistant assistant(String turn, String text, Call... calls) {
    return new Assistant(
        time.now(), turn, "m/one", text, "", List.of(calls), Optional.empty(), Labels.NONE);
  }

  Tool tool(String turn, String callId, String text) {
    return new Tool(
        time.now(),
        turn,
        callId,
        "read",
        true,
        text,
        Optional.empty(),
        List.of(),
        new Labels(Set.of(Source.WORKSPACE, Source.WEB), true));
  }

  Note note(String turn, NoteKind kind) {
    return new Note(time.now(), turn, kind, "");
  }

  /// A finished turn of one question and one answer.
  String exchange(Session session, String question, String answer) {
    String turn = turn();
    session.append(user(turn, question));
    session.append(assistant(turn, answer));
    session.append(note(turn, NoteKind.FINISHED));
    session.sync();
    return turn;
  }

  Session started(String question) {
    Session session = sessions.create(OWNER);
    exchange(session, question, "An answer.");
    return session;
  }

  Path file(SessionId id) {
    return home.sessions().resolve(id.value() + ".jsonl");
  }

  byte[] bytes(SessionId id) {
    try {
      return Files.readAllBytes(file(id));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<EventKind> kinds() {
    return journal.read(EventQuery.after(0, 1000)).stream().map(Event::kind).toList();
  }

  static Attachment attachment(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new Attachment(name, new BlobRef(Sha256.of(bytes), bytes.length, "text/plain"));
  }

  @Override
  public void close() {
    sessions.close();
    Recorded.close(journal);
  }
}
