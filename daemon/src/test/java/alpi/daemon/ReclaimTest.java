package alpi.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.BlobRef;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReclaimTest {
  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();

  @Test
  void attachmentsOutliveAJournalThatWasPutAside() throws IOException {
    var home = new ProfileHome(ProfileName.DEFAULT, dir.resolve("home"));
    byte[] bytes = {1, 2, 3};
    BlobRef ref;
    SessionId id;
    try (Journal journal = Journal.open(home, time)) {
      var ids = new Ids(time, new Random(1));
      try (var sessions = new Sessions(home, journal, time, ids)) {
        Session session = sessions.create(Actor.local(0));
        id = session.id();
        ref =
            new BlobStore(home, journal, time)
                .put(bytes, "image/png", new BlobOwner(BlobOwner.Kind.SESSION, id.value()));
        var attached = new Attachment("a.png", ref);
        session.append(new User(time.now(), "t", "look", List.of(attached), Labels.OWNER));
        session.sync();
      }
    }
    try (var files = Files.newDirectoryStream(dir.resolve("home"), "journal.db*")) {
      for (Path file : files) {
        Files.move(file, dir.resolve("aside-" + file.getFileName()));
      }
    }
    Files.writeString(home.sessions().resolve("s0000000000000000z.jsonl"), "not a session");
    try (Journal journal = Journal.open(home, time);
        var sessions = new Sessions(home, journal, time, new Ids(time, new Random(2)))) {
      var blobs = new BlobStore(home, journal, time);
      new Reclaim(blobs, sessions).run();
      assertTrue(blobs.owns(new BlobOwner(BlobOwner.Kind.SESSION, id.value()), ref.hash()));
      time.advance(BlobStore.GRACE.multipliedBy(2));
      assertEquals(List.of(), blobs.gc(false).swept());
      assertArrayEquals(bytes, blobs.read(ref.hash(), 3));
    }
  }
}
