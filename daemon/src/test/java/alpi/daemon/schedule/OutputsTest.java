package alpi.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The owner's outputs over a real journal and a real store.
class OutputsTest {
  private static final Actor ANA = Actor.local(1000);

  @TempDir Path dir;
  private final FakeTime time = new FakeTime();
  private Journal journal;
  private BlobStore blobs;
  private Outputs outputs;

  @BeforeEach
  void open() {
    var home = new ProfileHome(ProfileName.DEFAULT, dir);
    journal = Journal.open(home, time);
    blobs = new BlobStore(home, journal, time);
    outputs = new Outputs(journal, blobs, new Ids(time, new Random(3)), time);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static NewOutput note(String source, String title, String text) {
    return new NewOutput(
        Output.Kind.NOTE,
        title,
        source,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "note",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        text);
  }

  private Output filed(String source, String text) {
    return outputs.file(note(source, "about " + source, text), ANA).orElseThrow();
  }

  private int owned() {
    return blobs.owners(BlobOwner.Kind.OUTPUT).size();
  }

  @Test
  void aSourceIsFiledOnceHoweverOftenItIsTold() {
    Output first = filed("slot:1", "words");
    assertEquals(Optional.empty(), outputs.file(note("slot:1", "again", "other"), ANA));
    assertEquals(List.of(first), outputs.list(false, 10));
    assertEquals("words", outputs.text(first));
    assertEquals(1, journal.read(filedEvents()).size());
    assertEquals(1, owned());
  }

  private static EventQuery filedEvents() {
    return EventQuery.after(0, 10_000).kinds(Set.of(EventKind.OUTPUT_FILED));
  }

  @Test
  void whatIsReadIsNoLongerUnread() {
    Output one = filed("a", "1");
    filed("b", "2");
    assertEquals(2, outputs.unread());
    assertTrue(outputs.read(one.id(), Actor.local(1000)).read().isPresent());
    assertEquals(1, outputs.list(true, 10).size());
    assertEquals(1, outputs.readAll(Actor.local(1000)));
    assertEquals(0, outputs.unread());
    assertEquals(0, outputs.readAll(Actor.local(1000)));
    var read = EventQuery.after(0, 100).kinds(Set.of(EventKind.OUTPUT_READ));
    assertEquals(2, journal.read(read).size(), "each change of what is unread is on record");
  }

  @Test
  void theWordsGoWithTheOutput() {
    Output one = filed("a", "words");
    outputs.remove(one.id(), ANA);
    assertEquals(0, owned());
    Problem gone = assertThrows(Problem.class, () -> outputs.remove(one.id(), ANA));
    assertEquals(ErrorCode.NOT_FOUND, gone.code());
    assertThrows(Problem.class, () -> outputs.known(one.id()));
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    Output first = filed("s0", "w");
    for (int i = 1; i < Outputs.MAX_KEPT; i++) {
      time.advance(Duration.ofMillis(1));
      filed("s" + i, "");
    }
    assertTrue(outputs.find(first.id()).isPresent());
    time.advance(Duration.ofMillis(1));
    filed("one more", "");
    assertTrue(outputs.find(first.id()).isEmpty());
    assertEquals(Outputs.MAX_KEPT, outputs.list(false, Outputs.MAX_LISTED).size());
    assertEquals(0, owned());
  }

  @Test
  void wordsAreCutAtAWholeCharacterAndTitlesToALine() {
    String whole = "é".repeat(Outputs.MAX_BYTES / 2);
    assertEquals(whole, outputs.text(filed("whole", whole)));
    String longer = "x" + whole;
    String cut = outputs.text(filed("cut", longer));
    assertEquals(longer.substring(0, longer.length() - 1), cut);

    Output titled =
        outputs.file(note("t", "two\nlines\u0007 " + "y".repeat(200), ""), ANA).orElseThrow();
    assertEquals(NewOutput.MAX_TITLE, titled.title().length());
    assertTrue(titled.title().startsWith("two lines yyy"), titled.title());
    assertEquals("", outputs.text(titled));
  }
}
