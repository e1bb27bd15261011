package alpi.daemon.config;

import java.util.List;

/// The page and the WebSocket behind it. Read from the default profile only.
public record WebConfig(
    @Doc(
            value =
                "Where the page is served from the daemon's start on, as in 127.0.0.1:7420. Empty"
                    + " means: on this machine, and only once `alpi open` asks for it.",
            pattern = "|(?:[0-9.]{7,15}|\\[[0-9A-Fa-f:.]{2,45}\\]|localhost):[0-9]{1,5}",
            expected = "an address of this machine and a port, as in 127.0.0.1:7420 or [::1]:7420")
        String listen,
    @Doc(
            value =
                "Further names that the page is reached by, such as a name in an overlay network;"
                    + " a browser that names any other is refused.",
            pattern = "[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::[0-9]{1,5})?",
            expected = "a name, and a port where it is another one")
        List<String> hosts,
    @Doc(
            "Why `listen` may be an address that other machines reach: what encrypts the way, since"
                + " the page itself does not.")
        String reason) {
  /// What holds where the file says nothing.
  static final WebConfig DEFAULTS = new WebConfig("", List.of(), "");

  public WebConfig {
    hosts = List.copyOf(hosts);
  }
}
