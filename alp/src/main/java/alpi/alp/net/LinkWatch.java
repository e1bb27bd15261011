package alpi.alp.net;

import alpi.alp.link.LinkOutput;
import java.net.InetSocketAddress;

/// Is told what happens on connections, above all what was refused and why: these are decisions
/// that belong on record. Must return soon; called by several threads.
@FunctionalInterface
public interface LinkWatch {
  /// @param output never something to send
  void told(InetSocketAddress from, LinkOutput output);
}
