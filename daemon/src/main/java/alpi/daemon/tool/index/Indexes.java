package alpi.daemon.tool.index;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.BlobLabels;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.recall.Finder;
import alpi.daemon.context.recall.MemoryFinder;
import alpi.daemon.context.recall.Recall;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.context.recall.SessionFinder;
import alpi.daemon.egress.Errand;
import alpi.daemon.model.Embedder;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.session.IndexCount;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.meaning.MeaningIndex;
import alpi.daemon.tool.meaning.MeaningLimits;
import alpi.daemon.tool.meaning.MeaningSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

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
  private final List<Finder> finders;
  private final MeaningIndex meanings;

  /// What the indexes are made from.
  ///
  /// @param embedder makes vectors, where `meaning` says by whom
  public record Parts(
      ProfileHome home,
      Sessions sessions,
      MemoryStore memories,
      BlobStore blobs,
      Outputs outputs,
      SensitivePaths sensitive,
      Origins origins,
      Embedder embedder,
      Supplier<Optional<MeaningSettings>> meaning,
      Time time) {}

  public Indexes(Parts parts) {
    this(parts, CorpusIndex.PATIENCE_MILLIS, MeaningLimits.DEFAULT);
  }

  /// @param patience how long a question waits for an index to be up to date, in milliseconds
  public Indexes(Parts parts, long patience, MeaningLimits limits) {
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
    this.finders =
        List.of(
            new SessionFinder(sessions),
            new MemoryFinder(home, parts.memories(), parts.origins()),
            new FileFinder(files, corpora::of, parts.sensitive(), parts.origins()),
            blobFinder,
            outputFinder);
    this.meanings =
        new MeaningIndex(
            parts.meaning(),
            parts.embedder(),
            Map.of(
                RecallScope.SESSIONS,
                sessions.vectors(),
                RecallScope.MEMORY,
                parts.memories().vectors(),
                RecallScope.FILES,
                files.vectors(),
                RecallScope.BLOBS,
                blobs.vectors(),
                RecallScope.OUTPUTS,
                outputs.vectors()),
            parts.time(),
            limits);
  }

  /// Makes the corpus of a folder.
  private record FileCorpora(SensitivePaths sensitive, Readings readings) {
    FileCorpus of(Path folder) {
      return new FileCorpus(folder, sensitive, readings);
    }
  }

  /// @param notice what to know of it: that it was damaged, or is being built
  /// @param meaning how much of it is searched by meaning; empty when nothing is to be
  public record Status(
      RecallScope scope,
      Path file,
      boolean there,
      IndexState state,
      Optional<MeaningIndex.State> meaning,
      Optional<String> notice) {}

  /// Whether this stored content is somebody's to read again.
  public boolean holds(Sha256 hash) {
    return store.find(hash).filter(BlobCorpus::searched).isPresent();
  }

  public Recall recall() {
    return recall(Optional.empty());
  }

  /// The same on behalf of a call of a tool.
  public Recall recall(Optional<Errand> errand) {
    return new Recall(finders, meanings.on(errand));
  }

  /// Why only words are looked for at present, where meanings should be.
  public Optional<String> meaningFault() {
    return meanings.fault();
  }

  /// What the indexes hold. Memory is its own and needs one for its vectors alone.
  public List<Status> status() {
    List<Status> all = new ArrayList<>();
    all.add(
        new Status(
            RecallScope.SESSIONS,
            home.sessionIndex(),
            Files.exists(home.sessionIndex()),
            counted(sessions.indexCount()),
            meanings.state(RecallScope.SESSIONS),
            sessions.indexNotice()));
    meanings.state(RecallScope.MEMORY).ifPresent(state -> all.add(memory(state)));
    all.add(status(RecallScope.FILES, "files.db", files));
    all.add(status(RecallScope.BLOBS, "blobs.db", blobs));
    all.add(status(RecallScope.OUTPUTS, "outputs.db", outputs));
    return List.copyOf(all);
  }

  private Status memory(MeaningIndex.State meaning) {
    Path file = home.indexes().resolve("memory.db");
    long texts = meaning.coverage().texts();
    var state = new IndexState(texts, texts, 0, 0, CorpusIndex.size(file));
    return new Status(
        RecallScope.MEMORY,
        file,
        Files.exists(file),
        state,
        Optional.of(meaning),
        Optional.empty());
  }

  private IndexState counted(IndexCount count) {
    Path file = home.sessionIndex();
    return new IndexState(count.sessions(), count.messages(), 0, 0, CorpusIndex.size(file));
  }

  private Status status(RecallScope scope, String name, CorpusIndex index) {
    Path file = home.indexes().resolve(name);
    IndexState state = index.state();
    return new Status(
        scope, file, Files.exists(file), state, meanings.state(scope), index.notice());
  }

  /// Throws an index away and fills it anew with what was in it.
  public IndexState rebuild(RecallScope scope) {
    IndexState state = words(scope);
    meanings.rebuild(scope);
    return state;
  }

  private IndexState words(RecallScope scope) {
    return switch (scope) {
      case SESSIONS -> counted(sessions.rebuildIndex());
      case MEMORY -> IndexState.NONE;
      case FILES -> files.rebuild(name -> corpora.of(Path.of(name)));
      case BLOBS -> blobs.rebuild(_ -> blobFinder.corpus());
      case OUTPUTS -> outputs.rebuild(_ -> outputFinder.corpus());
    };
  }

  /// Takes out what is no more, so that words do not outlive what held them, and has vectors made
  /// of what has none. Indexes that nobody asked yet stay unopened.
  public void tidy() {
    blobs.tidy(blobFinder.corpus());
    outputs.tidy(outputFinder.corpus());
    meanings.fill();
  }

  @Override
  public void close() {
    meanings.close();
    files.close();
    blobs.close();
    outputs.close();
  }
}
