package alpi.daemon.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where a piece of text came from. Once text carries a source, everything derived from it does.
public enum Source {
  /// The owner typed it, or keeps it in a file that only the owner writes.
  OWNER,
  /// A file of the workspace: data, never orders.
  WORKSPACE,
  WEB,
  PEER,
  MCP,
  MAIL;

  /// Whether a stranger may have written the text.
  public boolean untrusted() {
    return switch (this) {
      case OWNER, WORKSPACE -> false;
      case WEB, PEER, MCP, MAIL -> true;
    };
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Source> ofWire(String wire) {
    return Arrays.stream(values()).filter(source -> source.wire().equals(wire)).findFirst();
  }
}
