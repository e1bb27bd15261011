package alpi.daemon.tool.kit;

import alpi.daemon.config.ProfileConfig;
import alpi.daemon.context.Sources;
import alpi.daemon.context.manual.Manual;
import alpi.daemon.egress.Timeouts;
import alpi.daemon.egress.WebFetcher;
import alpi.daemon.model.Embedder;
import alpi.daemon.policy.shell.CommandTiers;
import alpi.daemon.profile.InForce;
import alpi.daemon.sandbox.BackgroundJobs;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.tool.Loans;
import alpi.daemon.tool.OwnerAllows;
import alpi.daemon.tool.OwnerJudge;
import alpi.daemon.tool.OwnerScopes;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolRunner;
import alpi.daemon.tool.Tools;
import alpi.daemon.tool.browser.BrowserFiles;
import alpi.daemon.tool.browser.BrowserRoom;
import alpi.daemon.tool.browser.BrowserTool;
import alpi.daemon.tool.browser.Surfing;
import alpi.daemon.tool.file.EditTool;
import alpi.daemon.tool.file.Editors;
import alpi.daemon.tool.file.FileChanges;
import alpi.daemon.tool.file.ListTool;
import alpi.daemon.tool.file.ReadTool;
import alpi.daemon.tool.file.RipGrep;
import alpi.daemon.tool.file.SearchTool;
import alpi.daemon.tool.file.Undo;
import alpi.daemon.tool.file.WriteTool;
import alpi.daemon.tool.index.Indexes;
import alpi.daemon.tool.index.Readings;
import alpi.daemon.tool.meaning.MeaningSettings;
import alpi.daemon.tool.shell.CommandLabels;
import alpi.daemon.tool.shell.Outlets;
import alpi.daemon.tool.shell.ShellTool;
import alpi.daemon.tool.shell.Spills;
import alpi.daemon.tool.talk.AskUserTool;
import alpi.daemon.tool.talk.ManualTool;
import alpi.daemon.tool.talk.MemoryTool;
import alpi.daemon.tool.talk.RecallTool;
import alpi.daemon.tool.talk.TodoTool;
import alpi.daemon.tool.web.WebFetchTool;
import alpi.daemon.tool.web.WebSearchTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The tools of one profile, ready to run: every tool, the judge before them, and the way back from
/// what they did. Closing it ends the commands that still run in the background, and the browser.
public final class ToolRoom implements AutoCloseable {
  private final ToolRunner runner;
  private final Undo undo;
  private final OwnerScopes scopes;
  private final BackgroundJobs background;
  private final BrowserRoom browser;
  private final Indexes indexes;
  private final Editors editors;

  private ToolRoom(
      ToolRunner runner,
      Undo undo,
      OwnerScopes scopes,
      BackgroundJobs background,
      BrowserRoom browser,
      Indexes indexes,
      Editors editors) {
    this.browser = browser;
    this.indexes = indexes;
    this.editors = editors;
    this.runner = runner;
    this.undo = undo;
    this.scopes = scopes;
    this.background = background;
  }

  public static ToolRoom open(ToolParts parts) {
    return open(parts, List.of());
  }

  /// The same, with tools of rooms that only a whole profile has.
  public static ToolRoom open(ToolParts parts, List<Tool<?>> more) {
    var background = new BackgroundJobs(parts.home().background(), parts.ids(), parts.time());
    var tiers = new CommandTiers(parts.sensitive(), parts.sandboxes().host().programs());
    Supplier<ProfileConfig> config = () -> parts.settings().current().config();
    Supplier<Duration> patience = () -> config.get().approvals().timeout();
    var allows =
        new OwnerAllows(
            tiers,
            parts.userHome(),
            () -> config.get().tools().shell().allow(),
            () -> WebSearchTool.destination(config.get().tools().webSearch()));
    var judge =
        new OwnerJudge(
            parts.grants(),
            allows,
            parts.desk(),
            parts.ids(),
            parts.time(),
            patience,
            parts.net()::now);
    var editors = new Editors(parts.ids());
    List<Tool<?>> tools = new ArrayList<>(files(parts, editors));
    tools.add(shell(parts, tiers, background, config));
    tools.addAll(web(parts, config));
    var browser =
        new BrowserRoom(
            parts.home(),
            () -> config.get().browser(),
            parts.gate(),
            parts.sandboxes().host(),
            parts.time());
    tools.add(browser(parts, browser));
    tools.add(new AskUserTool(parts.desk(), parts.ids(), parts.time(), patience));
    Indexes indexes = indexes(parts);
    tools.add(recall(parts, indexes, editors));
    tools.add(new MemoryTool(parts.memories()));
    tools.add(new ManualTool(new Manual()));
    tools.add(new TodoTool());
    tools.addAll(more);
    var runner =
        new ToolRunner(
            new Tools(tools), judge, parts.journal(), parts.blobs(), parts.origins(), parts.time());
    return new ToolRoom(
        runner,
        new Undo(parts.journal(), parts.blobs()),
        new OwnerScopes(tiers, parts.userHome()),
        background,
        browser,
        indexes,
        editors);
  }

  public ToolRunner runner() {
    return runner;
  }

  public Undo undo() {
    return undo;
  }

  /// Reads what the owner grants.
  public OwnerScopes scopes() {
    return scopes;
  }

  /// The commands that are left running.
  public BackgroundJobs background() {
    return background;
  }

  /// The browser of the conversations.
  public BrowserRoom browser() {
    return browser;
  }

  /// The editors that conversations are open in.
  public Editors editors() {
    return editors;
  }

  /// What can be found again.
  public Indexes indexes() {
    return indexes;
  }

  @Override
  public void close() {
    try {
      browser.close();
    } finally {
      try {
        background.close();
      } finally {
        indexes.close();
      }
    }
  }

  private static Indexes indexes(ToolParts parts) {
    return new Indexes(
        new Indexes.Parts(
            parts.home(),
            parts.sessions(),
            parts.memories(),
            parts.blobs(),
            new Outputs(parts.journal(), parts.blobs(), parts.ids(), parts.time()),
            parts.sensitive(),
            parts.origins(),
            new Embedder(parts.http()),
            () -> meaning(parts.settings().current()),
            parts.time()));
  }

  private static Optional<MeaningSettings> meaning(InForce now) {
    return MeaningSettings.of(now.config().recall().embeddings(), now.secrets());
  }

  private static Tool<?> browser(ToolParts parts, BrowserRoom room) {
    var changes = new FileChanges(parts.journal(), parts.blobs(), parts.origins());
    var files = new BrowserFiles(parts.sensitive(), parts.blobs(), parts.origins(), changes);
    return new BrowserTool(room, files, new Surfing(room, files, parts.net()), parts.sensitive());
  }

  private static List<Tool<?>> files(ToolParts parts, Editors editors) {
    var changes = new FileChanges(parts.journal(), parts.blobs(), parts.origins());
    return List.of(
        new ReadTool(parts.sensitive(), parts.blobs(), parts.origins(), editors, parts.time()),
        new ListTool(parts.origins()),
        new SearchTool(
            parts.sensitive(),
            new RipGrep(parts.sandboxes().host(), parts.sensitive()),
            parts.origins(),
            parts.time()),
        new WriteTool(parts.sensitive(), changes, editors),
        new EditTool(parts.sensitive(), changes, editors));
  }

  private static Tool<?> recall(ToolParts parts, Indexes indexes, Editors editors) {
    var sources =
        new Sources(
            parts.home(),
            parts.sessions(),
            parts.blobs(),
            parts.memories(),
            parts.sensitive(),
            parts.origins(),
            new Readings(parts.time())::document);
    var read =
        new ReadTool(parts.sensitive(), parts.blobs(), parts.origins(), editors, parts.time());
    return new RecallTool(indexes, sources, read);
  }

  private static Tool<?> shell(
      ToolParts parts,
      CommandTiers tiers,
      BackgroundJobs background,
      Supplier<ProfileConfig> config) {
    var spills =
        new Spills(parts.blobs(), parts.origins(), () -> parts.settings().current().redactor());
    return new ShellTool(
        tiers,
        parts.sandboxes().host().programs(),
        parts.sandboxes(),
        background,
        spills,
        new CommandLabels(parts.origins()),
        new Outlets(
            parts.gate(),
            parts.net(),
            parts.grants(),
            new Loans(parts.settings(), parts.journal())),
        parts.userHome(),
        config);
  }

  private static List<Tool<?>> web(ToolParts parts, Supplier<ProfileConfig> config) {
    return List.of(
        new WebFetchTool(
            new WebFetcher(
                parts.http(),
                Timeouts.TOOL,
                url -> parts.net().now().reach(url.host(), url.port())),
            new Loans(parts.settings(), parts.journal()),
            parts.time(),
            () -> config.get().tools().webFetch()),
        new WebSearchTool(
            parts.http(),
            Timeouts.TOOL,
            () -> config.get().tools().webSearch(),
            () -> parts.settings().current().secrets()));
  }
}
