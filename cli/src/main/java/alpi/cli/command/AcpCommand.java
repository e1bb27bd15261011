package alpi.cli.command;

import alpi.cli.acp.AcpAgent;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi acp`: alpi as the agent of an editor.
public final class AcpCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf("acp", "Speaks the Agent Client Protocol on standard input and output.")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    var pipe =
        new Pipe(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    var daemon = new Daemon(call.home(), call.profile(), ChatCommand.environment(), call);
    pipe.serve(new AcpAgent(pipe, daemon, VersionCommand.version()));
    return 0;
  }
}
