package alpi.daemon.session;

import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A program that a test starts with a small heap: writes a conversation of 60 MiB and exports it.
final class ExportProbe {
  private static final int MESSAGES = 60;

  private ExportProbe() {}

  /// @param arguments a folder to work in
  public static void main(String[] arguments) {
    Time time = Time.system();
    var home = new ProfileHome(ProfileName.DEFAULT, Path.of(arguments[0]));
    try (Journal journal = Journal.open(home, time)) {
      SessionId id = write(home, time);
      try (var sessions = new Sessions(home, journal, time, new Ids(time, new Random(2)))) {
        int messages = 0;
        Optional<String> from = Optional.empty();
        do {
          ExportPiece piece = sessions.export(id, ExportFormat.MARKDOWN, from);
          messages += piece.text().split("## Owner", -1).length - 1;
          from = piece.next();
        } while (from.isPresent());
        System.out.println("messages " + messages);
      }
    }
  }

  private static SessionId write(ProfileHome home, Time time) {
    var header = new SessionHeader(new SessionId("s0000000000000000a"), time.now(), home.name());
    SessionFile file =
        SessionFile.create(new SessionPaths(home.sessions()).file(header.id()), header);
    String text = "word ".repeat((1 << 20) / 5);
    for (int i = 0; i < MESSAGES; i++) {
      var user = new User(time.now(), "t" + i, text, List.of(), Labels.OWNER);
      file.append(MessageCodec.encode(user));
    }
    return header.id();
  }
}
