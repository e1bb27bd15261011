package alpi.daemon.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Turns a name into its addresses. Asked once per connection; what it answers is what is judged
/// and what is dialled.
public interface Resolver {
  List<InetAddress> resolve(String name) throws UnknownHostException;

  /// The machine's own resolver.
  static Resolver system() {
    return name -> List.of(InetAddress.getAllByName(name));
  }
}
