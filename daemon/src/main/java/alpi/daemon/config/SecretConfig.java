package alpi.daemon.config;

import java.util.List;
import java.util.Optional;

/// What is settled about one secret besides its value.
public record SecretConfig(
    @Doc("Where its value lies: file (.env) or keyring (of the desktop).") Optional<Keep> keep,
    @Doc(
            value =
                "Where tools may send it, as https://host or http://host, with a port where it"
                    + " matters. They name it secret:NAME and never see it.",
            pattern = "https?://[A-Za-z0-9._:\\[\\]-]{1,253}",
            expected = "a scheme and a host, as in https://api.example.com")
        List<String> hosts) {
  public SecretConfig {
    hosts = List.copyOf(hosts);
  }

  /// Who holds a value.
  public enum Keep {
    FILE,
    KEYRING
  }
}
