package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.journal.Journal;
import alpi.daemon.schedule.NewOutput;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the desktop is told of new outputs.
@Timeout(60)
class BellTest {
  @TempDir Path dir;
  private final FakeTime time = new FakeTime();
  private final BlockingQueue<Bell.Note> shown = new LinkedBlockingQueue<>();
  private final AtomicBoolean wanted = new AtomicBoolean(true);
  private final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
  private volatile int filed;

  private interface Work {
    void with(Outputs outputs) throws Exception;
  }

  private void ringing(Work work) throws Exception {
    var home = new ProfileHome(ProfileName.DEFAULT, dir);
    try (Journal journal = Journal.open(home, time)) {
      var blobs = new BlobStore(home, journal, time);
      var outputs = new Outputs(journal, blobs, new Ids(time, new Random(3)), time);
      file(outputs, "before anybody listened");
      try (Bell bell = new Bell(journal, outputs, this::isWanted, shown::add, time)) {
        bell.start();
        work.with(outputs);
      }
    }
  }

  private void file(Outputs outputs, String title) {
    int nth = filed + 1;
    filed = nth;
    var _ =
        outputs.file(
            new NewOutput(
                Output.Kind.NOTE,
                title,
                "note " + nth,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "note",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "words that are nobody else's"),
            Actor.SYSTEM);
  }

  @Test
  void tellsWhatANewOutputIsAboutAndNoneOfItsWords() throws Exception {
    ringing(outputs -> {
      file(outputs, "the weather");
      Bell.Note note = shown.take();
      assertEquals("the weather", note.title());
      assertTrue(note.text().startsWith("left a note"), note.text());
      assertFalse(note.text().contains("nobody else's"));
    });
    assertTrue(shown.isEmpty());
  }

  @Test
  void isQuietWhenTheOwnerWantsItQuietAndDuringAFlood() throws Exception {
    ringing(outputs -> {
      for (int i = 0; i < Bell.MOST; i++) {
        file(outputs, "n" + i);
        assertEquals("n" + i, shown.take().title());
      }
      asked.clear();
      file(outputs, "one too many");
      asked.take();
      // Whoever is asked about the next one is done with the one before.
      wanted.set(false);
      file(outputs, "unwanted");
      asked.take();
      wanted.set(true);
      time.advance(Bell.SPAN);
      file(outputs, "after the flood");
      assertEquals("after the flood", shown.take().title());
    });
    assertTrue(shown.isEmpty());
  }

  /// The answer stands before anybody hears of the question: whoever takes it from [#asked] may
  /// change what the owner wants without changing what was answered.
  private boolean isWanted() {
    boolean answer = wanted.get();
    asked.add(filed);
    return answer;
  }
}
