package alpi.daemon.host.verb;

import alpi.daemon.base.Actor;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Every verb over a home of its own.
abstract class OpenVerbs {
  static final Actor OWNER = Actor.local(1000);

  @TempDir Path root;

  VerbFixture at;

  @BeforeEach
  void open() {
    at = new VerbFixture(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  Session conversation(String... texts) {
    Session session = at.profile.sessions().create(OWNER);
    for (String text : texts) {
      session.append(new User(at.time.now(), "j0123456789abcdefg", text, List.of(), Labels.OWNER));
    }
    return session;
  }
}
