package alpi.cli.command;

import alpi.cli.mcp.McpServer;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi mcp`: alpi as a tool of other agents.
public final class McpCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "mcp",
        "alpi as tools of other agents.",
        Spec.leaf("serve", "Speaks the Model Context Protocol on standard input and output.")
            .flag("--ask-peers", "lets the client ask your peers directly")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "serve";
  }

  @Override
  public int run(Call call) throws IOException {
    var pipe =
        new Pipe(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    var daemon = new Daemon(call.home(), call.profile(), ChatCommand.environment(), call);
    pipe.serve(
        new McpServer(
            pipe,
            daemon,
            System.getProperty("user.dir", "/"),
            call.has("--ask-peers"),
            VersionCommand.version()));
    return 0;
  }
}
