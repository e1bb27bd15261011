package alpi.daemon.audit;

import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.JournalFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A profile with a journal and somebody who signs it.
final class Checked implements AutoCloseable {
  final FakeTime time = new FakeTime();
  final ProfileHome home;
  Journal journal;
  Notary notary;

  Checked(Path root) {
    home = new Home(root).profile(ProfileName.DEFAULT);
    PrivateFiles.directory(home.dir());
    journal = Journal.open(home, time);
    notary = notary();
  }

  private Notary notary() {
    return new Notary(home, journal, new Tokens(new Random(5)), time);
  }

  void events(int count) {
    for (int i = 0; i < count; i++) {
      journal.append(
          Draft.of(EventKind.TOOL_CALLED, Actor.local(1000)).with("number", i).with("tool", "x"));
    }
  }

  void reopen() {
    journal.close();
    journal = Journal.open(home, time);
    notary = notary();
  }

  /// Of the file as it lies there, whether a journal would open it or not.
  AuditReport check(Checkpoint... kept) {
    return new AuditCheck(home, JournalFile.of(home)).run(List.of(kept));
  }

  Path checkpoints() {
    return CheckpointFile.of(home);
  }

  @Override
  public void close() {
    journal.close();
  }
}
