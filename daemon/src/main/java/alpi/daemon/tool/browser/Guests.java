package alpi.daemon.tool.browser;

import alpi.browser.Custody;
import alpi.browser.EngineFault;
import alpi.browser.Outcome;
import alpi.daemon.sandbox.HostSandbox;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The processes of a browser as guests of the daemon: each is known to it from its start, carries
/// its mark and ends with it.
record Guests(HostSandbox host) implements Custody {
  @Override
  public Map<String, String> marks() {
    return host.marks();
  }

  @Override
  public <T> T admit(Outcome.Work<T> start, Function<T, Set<Long>> pids) throws EngineFault {
    return host.admit(start::run, pids);
  }
}
