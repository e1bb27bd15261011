package alpi.daemon.tool.index;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.BlobLabels;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.recall.MemoryFinder;
import alpi.daemon.context.recall.Recall;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.context.recall.SessionFinder;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.session.IndexCount;
import alpi.daemon.session.Sessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The indexes of one profile, and the door to all that they and the rooms beside them find.
/// Nothing is opened before it is first asked for.
public final class Indexes implements AutoCloseable {
  private final ProfileHome home;
  private final Sessions sessions;
  private final BlobStore store;
  private final CorpusIndex files;
  private final CorpusIndex blobs;
  private final CorpusIndex outputs;
  private final FileCorpora corpora;
  private final BlobFinder blobFinder;
  private final OutputFinder outputFinder;
  private final Recall recall;

  /// What the indexes are made from.
  public record Parts(
      ProfileHome home,
      Sessions sessions,
      MemoryStore memories,
      BlobStore blobs,
      Outputs outputs,
      SensitivePaths sensitive,
      Origins origins,
      Time time) {}

  public Indexes(Parts parts) {
    this(parts, CorpusIndex.PATIENCE_MILLIS);
  }

  /// @param patience how long a question waits for an index to be up to date, in milliseconds
  public Indexes(Parts parts, long patience) {
    this.home = parts.home();
    this.sessions = parts.sessions();
    this.store = parts.blobs();
    Path dir = home.indexes();
    this.files = new CorpusIndex(dir.resolve("files.db"), "the files", parts.time(), patience);
    this.blobs = new CorpusIndex(dir.resolve("blobs.db"), "the store", parts.time(), patience);
    this.outputs =
        new CorpusIndex(dir.resolve("outputs.db"), "the outputs", parts.time(), patience);
    var readings = new Readings(parts.time());
    var labels = new BlobLabels(parts.origins(), sessions);
    this.corpora = new FileCorpora(parts.sensitive(), readings);
    this.blobFinder = new BlobFinder(blobs, parts.blobs(), readings, labels);
    this.outputFinder = new OutputFinder(outputs, parts.outputs(), parts.blobs(), labels);
    this.recall =
        new Recall(
            List.of(
                new SessionFinder(sessions),
                new MemoryFinder(home, parts.memories(), parts.origins()),
                new FileFinder(files, corpora::of, parts.sensitive(), parts.origins()),
                blobFinder,
                outputFinder));
  }

  /// Makes the corpus of a folder.
  private record FileCorpora(SensitivePaths sensitive, Readings readings) {
    FileCorpus of(Path folder) {
      return new FileCorpus(folder, sensitive, readings);
    }
  }

  /// @param notice what to know of it: that it was damaged, or is being built
  public record Status(
      RecallScope scope, Path file, boolean there, IndexState state, Optional<String> notice) {}

  /// Whether this stored content is somebody's to read again.
  public boolean holds(Sha256 hash) {
    return store.find(hash).filter(BlobCorpus::searched).isPresent();
  }

  public Recall recall() {
    return recall;
  }

  /// What the indexes hold. Memory needs none: it is its own.
  public List<Status> status() {
    List<Status> all = new ArrayList<>();
    all.add(
        new Status(
            RecallScope.SESSIONS,
            home.sessionIndex(),
            Files.exists(home.sessionIndex()),
            counted(sessions.indexCount()),
            sessions.indexNotice()));
    all.add(status(RecallScope.FILES, "files.db", files));
    all.add(status(RecallScope.BLOBS, "blobs.db", blobs));
    all.add(status(RecallScope.OUTPUTS, "outputs.db", outputs));
    return List.copyOf(all);
  }

  private IndexState counted(IndexCount count) {
    Path file = home.sessionIndex();
    return new IndexState(count.sessions(), count.messages(), 0, 0, CorpusIndex.size(file));
  }

  private Status status(RecallScope scope, String name, CorpusIndex index) {
    Path file = home.indexes().resolve(name);
    IndexState state = index.state();
    return new Status(scope, file, Files.exists(file), state, index.notice());
  }

  /// Throws an index away and fills it anew with what was in it.
  public IndexState rebuild(RecallScope scope) {
    return switch (scope) {
      case SESSIONS -> counted(sessions.rebuildIndex());
      case MEMORY -> IndexState.NONE;
      case FILES -> files.rebuild(name -> corpora.of(Path.of(name)));
      case BLOBS -> blobs.rebuild(_ -> blobFinder.corpus());
      case OUTPUTS -> outputs.rebuild(_ -> outputFinder.corpus());
    };
  }

  /// Takes out what is no more, so that words do not outlive what held them. Indexes that nobody
  /// asked yet stay unopened.
  public void tidy() {
    blobs.tidy(blobFinder.corpus());
    outputs.tidy(outputFinder.corpus());
  }

  @Override
  public void close() {
    files.close();
    blobs.close();
    outputs.close();
  }
}
