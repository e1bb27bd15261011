package alpi.browser.cdp;

import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.ProxyAddress;
import alpi.browser.chromium.NotStarted;
import alpi.browser.process.BrowserProcess;
import alpi.browser.process.Folder;
import alpi.browser.process.Jail;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An Obscura as a process of its own.
final class ObscuraProcess implements ObscuraServer {
  /// Between two attempts to reach it while it starts.
  private static final long AGAIN_MILLIS = 20;

  private final BrowserProcess process;
  private final int port;

  private ObscuraProcess(BrowserProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  static ObscuraServer start(LaunchSpec spec, Path home, Optional<ProxyAddress> proxy)
      throws EngineFault {
    Folder.make(home);
    int port = free();
    List<String> plain = ObscuraFlags.command(spec, port);
    List<String> command = spec.sandbox() ? Jail.around(plain, home) : plain;
    BrowserProcess process =
        spec.custody()
            .admit(
                () -> BrowserProcess.onPort(command, home, ObscuraFlags.environment(spec, proxy)),
                started -> Set.of(started.pid()));
    return new ObscuraProcess(process, port);
  }

  /// One that nobody listens on. Should somebody take it meanwhile, the browser cannot have it and
  /// ends, and so does the start.
  private static int free() throws EngineFault {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EngineFault(
          new Fault.NotStarted("There is no free port on this machine.", "Try again."), e);
    }
  }

  @Override
  public Transport connect(Deadline deadline) throws EngineFault {
    URI address = URI.create("ws://127.0.0.1:" + port + "/devtools/browser");
    while (true) {
      try {
        Transport line = new SocketTransport(address);
        if (alive()) {
          return line;
        }
        line.close();
      } catch (IOException e) {
        if (deadline.passed()) {
          throw new EngineFault(NotStarted.because(process.complaints()), e);
        }
      }
      if (process.ended(AGAIN_MILLIS)) {
        throw new EngineFault(NotStarted.because(process.complaints()));
      }
    }
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean alive() {
    return process.alive();
  }

  @Override
  public List<String> complaints() {
    return process.complaints();
  }

  @Override
  public void kill() {
    process.kill();
  }
}
