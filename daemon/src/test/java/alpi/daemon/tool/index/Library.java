package alpi.daemon.tool.index;

import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Period;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Tls;
import alpi.daemon.journal.Journal;
import alpi.daemon.model.Embedder;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.meaning.MeaningLimits;
import alpi.daemon.tool.meaning.MeaningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A profile with a workspace, and all that can be found in them.
final class Library implements AutoCloseable {
  static final Actor OWNER = Actor.local(1000);

  /// Long enough for any machine: a question returns as soon as the index is ready.
  private static final long PATIENCE = 60_000;

  final FakeTime time = new FakeTime();
  final Ids ids = new Ids(time, new Random(7));
  final ProfileHome home;
  final Path workspace;
  final Journal journal;
  final Sessions sessions;
  final MemoryStore memories;
  final BlobStore blobs;
  final Outputs outputs;
  final Origins origins;
  final SensitivePaths sensitive;
  final List<EgressRecord> ledger = Collections.synchronizedList(new ArrayList<>());
  private final Http http;

  /// Who makes vectors; nobody unless a test says so.
  volatile Optional<MeaningSettings> meaning = Optional.empty();

  MeaningLimits limits =
      new MeaningLimits(
          4,
          400,
          1_200,
          Duration.ofMillis(PATIENCE),
          Duration.ofMillis(PATIENCE),
          Duration.ofMillis(PATIENCE),
          Duration.ofSeconds(30));

  Indexes indexes;

  Library(Path dir) throws IOException {
    var root = new Home(dir.resolve("home"));
    home = root.profile(ProfileName.DEFAULT);
    workspace = Files.createDirectories(dir.resolve("work space")).toRealPath();
    journal = Journal.open(home, time);
    sessions = new Sessions(home, journal, time, ids);
    memories = new MemoryStore(home, journal, ids, new Tokens(new Random(17)), time);
    blobs = new BlobStore(home, journal, time);
    outputs = new Outputs(journal, blobs, ids, time);
    origins = new Origins(journal, time);
    sensitive = new SensitivePaths(root, ProfileName.DEFAULT);
    http =
        new Http(
            new Dialer(Resolver.system(), Time.system()),
            Tls.system(),
            ProxySettings.NONE,
            Time.system(),
            ledger::add);
    indexes = open();
  }

  private Indexes open() {
    return new Indexes(
        new Indexes.Parts(
            home,
            sessions,
            memories,
            blobs,
            outputs,
            sensitive,
            origins,
            new Embedder(http),
            () -> meaning,
            time),
        PATIENCE,
        limits);
  }

  /// The daemon dies and comes back.
  void restart() {
    indexes.close();
    indexes = open();
  }

  Path write(String name, String text) throws IOException {
    Path file = workspace.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Findings find(String words, RecallScope... scopes) {
    return find(words, Period.ALWAYS, scopes);
  }

  Findings find(String words, Period period, RecallScope... scopes) {
    return indexes
        .recall()
        .find(new RecallQuery(words, Set.of(scopes), period, Optional.of(workspace), 20));
  }

  /// The titles of what was found, sorted.
  List<String> titles(String words, RecallScope... scopes) {
    return find(words, scopes).hits().stream().map(RecallHit::title).sorted().toList();
  }

  List<String> files(String words) {
    return titles(words, RecallScope.FILES);
  }

  @Override
  public void close() {
    indexes.close();
    http.close();
    sessions.close();
    memories.close();
    journal.close();
  }
}
