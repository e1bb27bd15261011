package alpi.daemon.tool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.config.Posture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Redactor;
import alpi.daemon.job.Fence;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Policy;
import alpi.daemon.policy.PolicyRequest;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.HostSandbox;
import alpi.daemon.session.Message.Call;
import alpi.daemon.tool.file.EditTool;
import alpi.daemon.tool.file.Editors;
import alpi.daemon.tool.file.FileChanges;
import alpi.daemon.tool.file.ListTool;
import alpi.daemon.tool.file.ReadTool;
import alpi.daemon.tool.file.RipGrep;
import alpi.daemon.tool.file.SearchTool;
import alpi.daemon.tool.file.Undo;
import alpi.daemon.tool.file.WriteTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A profile with a workspace, a real journal and the file tools: what a test of a tool stands on.
public final class Bench implements AutoCloseable {
  public final Path workspace;
  public final Home home;
  public final Journal journal;
  public final BlobStore blobs;
  public final SensitivePaths sensitive;
  public final Origins origins;
  public final Ids ids = new Ids(Time.system(), new Random(7));
  public SessionId session = ids.session();
  public final Cancel cancel = new Cancel();
  public final List<Outcome> told = Collections.synchronizedList(new ArrayList<>());
  public final List<Judge.Shown> questions = new ArrayList<>();
  public Judge.Consent consent = new Judge.Consent.Given("once");
  public Runnable whileAsked = () -> {};
  public boolean attended;
  public Labels labels = Labels.OWNER;
  public Fence fence = Fence.NONE;
  public ProfileConfig.Tools settings = ProfileConfig.defaults().tools();
  public JobId run = ids.job();
  public final Editors editors;
  public final List<Tool<?>> tools = new ArrayList<>();
  private int calls;

  public Bench(Path dir) {
    this(dir, "/nothing");
  }

  /// @param patience how long an editor may take for an answer
  public Bench(Path dir, Duration patience) {
    this(dir, "/nothing", patience);
  }

  /// @param path where programs are looked for
  public Bench(Path dir, String path) {
    this(dir, path, Editors.PATIENCE);
  }

  private Bench(Path dir, String path, Duration patience) {
    this.editors = new Editors(ids, patience);
    try {
      this.workspace = Files.createDirectories(dir.resolve("ws")).toRealPath();
      this.home = new Home(dir.resolve("home"));
      ProfileHome profile = home.profile(ProfileName.DEFAULT);
      Files.createDirectories(profile.dir());
      this.journal = Journal.open(profile, Time.system());
      this.blobs = new BlobStore(profile, journal, Time.system());
      this.origins = new Origins(journal, Time.system());
      this.sensitive = new SensitivePaths(home, ProfileName.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var changes = new FileChanges(journal, blobs, origins);
    tools.add(new ReadTool(sensitive, blobs, origins, editors, Time.system()));
    tools.add(new ListTool(origins));
    tools.add(
        new SearchTool(sensitive, new RipGrep(sandbox(path), sensitive), origins, Time.system()));
    tools.add(new WriteTool(sensitive, changes, editors));
    tools.add(new EditTool(sensitive, changes, editors));
  }

  private HostSandbox sandbox(String path) {
    return new HostSandbox(
        Map.of("PATH", path), sensitive, new Children(Optional.empty()), Time.system(), ids);
  }

  public Undo undo() {
    return new Undo(journal, blobs);
  }

  public ToolRunner runner() {
    return new ToolRunner(
        new Tools(tools), new RealPolicy(), journal, blobs, origins, Time.system());
  }

  public ToolScope scope() {
    return new ToolScope(
        home.profile(ProfileName.DEFAULT),
        workspace,
        session,
        run,
        fence,
        labels,
        Set.of(),
        Posture.STANDARD,
        attended,
        Authority.OWNER,
        settings,
        Redactor.shapesOnly(),
        new Watcher(),
        cancel);
  }

  public Call call(String tool, String arguments) {
    return new Call("call-" + ++calls, tool, arguments);
  }

  /// Runs one call through the whole runner.
  public Outcome does(String tool, String arguments) {
    return does(List.of(call(tool, arguments))).getFirst();
  }

  public List<Outcome> does(List<Call> batch) {
    try {
      return runner().run(batch, scope());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The answer's text.
  public String says(String tool, String arguments) {
    return does(tool, arguments).message().text();
  }

  public Path file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public Path file(String name, byte[] content) {
    try {
      Path path = workspace.resolve(name);
      Files.createDirectories(path.getParent());
      return Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String content(String name) {
    try {
      return Files.readString(workspace.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Event> events(EventKind... kinds) {
    // Outcomes are recorded without a wait, but never behind a later commit.
    boolean recorded = journal.transact(_ -> true);
    assertTrue(recorded);
    return journal.read(EventQuery.ofRun(run.value()).kinds(Set.of(kinds)));
  }

  public Bench with(UnaryOperator<ProfileConfig.Tools> change) {
    settings = change.apply(settings);
    return this;
  }

  @Override
  public void close() {
    Recorded.close(journal);
  }

  private final class Watcher implements ToolWatcher {
    @Override
    public void called(Call call, String summary, String decision) {}

    @Override
    public void progress(String callId, String line) {}

    @Override
    public void answered(Outcome outcome) {
      told.add(outcome);
    }
  }

  private final class RealPolicy implements Judge {
    @Override
    public Decision decide(PolicyRequest request) {
      return Policy.decide(request, List.of());
    }

    @Override
    public Consent ask(PolicyRequest request, Decision.Ask ask, Shown shown, Holding holding) {
      questions.add(shown);
      whileAsked.run();
      return consent;
    }

    @Override
    public boolean spend(List<GrantId> grants, PolicyRequest request, Holding holding) {
      return true;
    }
  }
}
