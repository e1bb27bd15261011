package alpi.daemon;

import alpi.daemon.agent.Contexts;
import alpi.daemon.agent.Runs;
import alpi.daemon.context.ConversationRecall;
import alpi.daemon.context.Sources;
import alpi.daemon.context.WorkingSet;
import alpi.daemon.tool.ToolRunner;
import alpi.daemon.tool.index.Readings;
import alpi.daemon.tool.kit.ToolParts;
import java.time.ZoneId;

/// How what models are shown is put together for one profile.
record Showing(ToolParts parts, WorkingSet workingSet) {
  static Showing of(ToolParts parts) {
    return new Showing(
        parts,
        new WorkingSet(
            parts.home(),
            parts.blobs()::open,
            parts.origins(),
            new ConversationRecall(parts.sessions()),
            parts.time(),
            ZoneId.systemDefault()));
  }

  Contexts contexts(ToolRunner runner, Runs runs) {
    return new Contexts(parts.home(), parts.settings(), parts.sessions(), workingSet, runner, runs);
  }

  Sources sources() {
    return new Sources(
        parts.home(),
        parts.sessions(),
        parts.blobs(),
        parts.memories(),
        parts.sensitive(),
        parts.origins(),
        new Readings(parts.time())::document);
  }
}
