package alpi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSessionsTest {
  @TempDir Path dir;
  private final OpenSessions open = new OpenSessions();
  private Fixtures fix;

  @BeforeEach
  void open() {
    fix = new Fixtures(dir);
  }

  @AfterEach
  void close() {
    fix.close();
  }

  private Session session(int messages, int characters) {
    Session session = fix.sessions.create(Fixtures.OWNER);
    for (int i = 0; i < messages; i++) {
      session.append(fix.user(fix.turn(), "x".repeat(characters)));
    }
    return session;
  }

  @Test
  void keepsAFewOfUsualSize() {
    for (int i = 0; i < OpenSessions.KEPT + 1; i++) {
      open.put(session(1, 10));
    }
    assertEquals(OpenSessions.KEPT, open.kept());
  }

  @Test
  void keepsNoMoreThanTheMemoryIsWorthAndAlwaysTheLast() {
    int characters = (int) (OpenSessions.KEPT_BYTES / 8);
    for (int i = 0; i < 3; i++) {
      open.put(session(3, characters));
    }
    assertEquals(2, open.kept());
    Session large = session(9, characters);
    open.put(large);
    assertEquals(1, open.kept());
    assertSame(large, open.get(large.id(), Optional::empty).orElseThrow());
  }
}
