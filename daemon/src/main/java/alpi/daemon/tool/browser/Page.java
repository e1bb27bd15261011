package alpi.daemon.tool.browser;

import alpi.browser.ProxyAddress;
import alpi.daemon.egress.gate.Door;
import alpi.daemon.egress.gate.Gate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// What the daemon keeps of one conversation's browser session: its judge, its door in the gate
/// while it is open, and where it is.
final class Page {
  private final PageJudge judge = new PageJudge();
  private volatile String url = "";
  private volatile Optional<Door> door = Optional.empty();

  PageJudge judge() {
    return judge;
  }

  /// Of the page that is looked at; empty where that is not known.
  String url() {
    return url;
  }

  void at(String where) {
    url = where;
  }

  /// The way out for a session that begins now.
  ProxyAddress way(Gate gate) {
    shut();
    Door opened = gate.openPort(judge::errand, judge);
    door = Optional.of(opened);
    return address(opened);
  }

  /// The session is over.
  void shut() {
    url = "";
    door.ifPresent(Door::close);
    door = Optional.empty();
  }

  static ProxyAddress address(Door door) {
    int port = door.port().orElseThrow();
    return new ProxyAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Door.USER,
        door.token().reveal());
  }
}
