package alpi.cli;

import alpi.cli.command.AcpCommand;
import alpi.cli.command.ApprovalsCommand;
import alpi.cli.command.AuditCommand;
import alpi.cli.command.BackupCommand;
import alpi.cli.command.BlobCommand;
import alpi.cli.command.BrowseCommand;
import alpi.cli.command.BrowserCommand;
import alpi.cli.command.ChatCommand;
import alpi.cli.command.ConfigCommand;
import alpi.cli.command.ContextCommand;
import alpi.cli.command.DaemonCommand;
import alpi.cli.command.DevicesCommand;
import alpi.cli.command.DigestCommand;
import alpi.cli.command.DoctorCommand;
import alpi.cli.command.EgressCommand;
import alpi.cli.command.EventsCommand;
import alpi.cli.command.GrantsCommand;
import alpi.cli.command.HaltCommand;
import alpi.cli.command.IndexCommand;
import alpi.cli.command.InstallCommand;
import alpi.cli.command.JobsCommand;
import alpi.cli.command.JournalCommand;
import alpi.cli.command.LinkCommand;
import alpi.cli.command.LinksCommand;
import alpi.cli.command.McpCommand;
import alpi.cli.command.MemoryCommand;
import alpi.cli.command.ModelCommand;
import alpi.cli.command.ModelsCommand;
import alpi.cli.command.Noun;
import alpi.cli.command.OpenCommand;
import alpi.cli.command.OutputsCommand;
import alpi.cli.command.PeersCommand;
import alpi.cli.command.PolicyCommand;
import alpi.cli.command.ProfileCommand;
import alpi.cli.command.RecallCommand;
import alpi.cli.command.RestoreCommand;
import alpi.cli.command.ResumeCommand;
import alpi.cli.command.RpcCommand;
import alpi.cli.command.RunsCommand;
import alpi.cli.command.SandboxCommand;
import alpi.cli.command.ScheduleCommand;
import alpi.cli.command.SecretCommand;
import alpi.cli.command.SessionsCommand;
import alpi.cli.command.SetupCommand;
import alpi.cli.command.UsageCommand;
import alpi.cli.command.VersionCommand;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every noun of the command line, the frequent ones first.
public final class Catalog {
  private static final String[][] NOUNS = {
    {"chat", "ask, and have it done"},
    {"open", "alpi in the browser"},
    {"sessions", "conversations: list, show, search, rename, fork, export, delete"},
    {"recall", "find again what was said, kept, stored or written"},
    {"memory", "what it keeps: show, add, edit, forget, search, audit, review, export, import"},
    {"context", "what the model was shown, what not, and why: show, explain, open"},
    {"runs", "what turns did to files; undo it"},
    {"approvals", "what waits for a yes or no"},
    {"schedule", "have it done later, or again and again"},
    {"outputs", "what scheduled runs came to"},
    {"models", "the models that can be used"},
    {"model", "use one, test one"},
    {"setup", "choose a model and store its key"},
    {"config", "settings: get, set, unset, diff, history, revert, schema"},
    {"secret", "API keys: set, list, rm"},
    {"profile", "separate homes: list, create, remove"},
    {"daemon", "start, stop, restart, status, run, logs, install, uninstall"},
    {"doctor", "check that everything works"},
    {"events", "what happened, and -f what happens"},
    {"mcp", "alpi as tools of other agents, on standard input and output"},
    {"acp", "alpi as the agent of an editor, on standard input and output"},
    {"rpc", "call the daemon as apps do: list, show, call, watch"},
    {"usage", "tokens and money by day"},
    {"digest", "what ran lately, what it cost, what failed"},
    {"jobs", "work of the daemon: list, show, cancel, release"},
    {"halt", "stop all work at once; nothing starts until resume"},
    {"resume", "let work go on after a halt"},
    {"grants", "standing permissions: list, give, show, revoke"},
    {"policy", "what may happen, and why: show, explain, simulate"},
    {"sandbox", "what holds commands that nobody attends: status, test, run"},
    {"browse", "open a page in a browser and read it"},
    {"browser", "whether a browser works here: doctor, install"},
    {"egress", "what leaves the machine: ledger, preview, block, unblock, posture, rules"},
    {"devices", "browsers and phones that may talk to this daemon: list, pair, promote, revoke"},
    {"peers", "other profiles and daemons: pin their keys, ping and ask them"},
    {"link", "link with another owner: invite, guests, admit, join"},
    {"links", "where profiles listen for peers, and the links that are open"},
    {"blob", "files by their hash: keep, get, send, fetch, share, verify"},
    {
      "audit",
      "what is open, who did what, proof of the record: scan, log, verify, checkpoint, export"
    },
    {"backup", "all profiles in one sealed file"},
    {"restore", "bring a backup back"},
    {"journal", "verify the record"},
    {"index", "the search indexes: status, rebuild"},
    {"install", "install command, completion and manual"},
    {"version", "print the version"},
  };

  private Catalog() {}

  /// Names and one-line descriptions, the frequent ones first.
  public static String[][] nouns() {
    return NOUNS.clone();
  }

  /// The noun of that name; null when there is none.
  public static @Nullable Noun find(String name) {
    return switch (name) {
      case "chat" -> new ChatCommand();
      case "open" -> new OpenCommand();
      case "devices" -> new DevicesCommand();
      case "sessions" -> new SessionsCommand();
      case "recall" -> new RecallCommand();
      case "memory" -> new MemoryCommand();
      case "context" -> new ContextCommand();
      case "runs" -> new RunsCommand();
      case "approvals" -> new ApprovalsCommand();
      case "schedule" -> new ScheduleCommand();
      case "outputs" -> new OutputsCommand();
      case "models" -> new ModelsCommand();
      case "model" -> new ModelCommand();
      case "setup" -> new SetupCommand();
      case "config" -> new ConfigCommand();
      case "secret" -> new SecretCommand();
      case "profile" -> new ProfileCommand();
      case "daemon" -> new DaemonCommand();
      case "doctor" -> new DoctorCommand();
      case "events" -> new EventsCommand();
      case "mcp" -> new McpCommand();
      case "acp" -> new AcpCommand();
      case "rpc" -> new RpcCommand();
      case "usage" -> new UsageCommand();
      case "digest" -> new DigestCommand();
      case "jobs" -> new JobsCommand();
      case "halt" -> new HaltCommand();
      case "resume" -> new ResumeCommand();
      case "browse" -> new BrowseCommand();
      case "browser" -> new BrowserCommand();
      case "egress" -> new EgressCommand();
      case "grants" -> new GrantsCommand();
      case "policy" -> new PolicyCommand();
      case "sandbox" -> new SandboxCommand();
      case "peers" -> new PeersCommand();
      case "link" -> new LinkCommand();
      case "links" -> new LinksCommand();
      case "audit" -> new AuditCommand();
      case "backup" -> new BackupCommand();
      case "restore" -> new RestoreCommand();
      case "blob" -> new BlobCommand();
      case "journal" -> new JournalCommand();
      case "index" -> new IndexCommand();
      case "install" -> new InstallCommand(Map.of());
      case "version" -> new VersionCommand();
      default -> null;
    };
  }

  /// Whether the noun may do its work without a daemon.
  public static boolean isLocal(String name) {
    return switch (name) {
      case "version", "daemon", "install", "doctor", "mcp", "acp" -> true;
      default -> false;
    };
  }
}
