package alpi.cli;

import alpi.cli.command.ChatCommand;
import alpi.cli.command.Noun;
import alpi.cli.command.VersionCommand;
import org.jspecify.annotations.Nullable;

/// Every noun of the command line, the frequent ones first.
public final class Catalog {
  private static final String[][] NOUNS = {
    {"chat", "ask, and have it done"},
    {"version", "print the version"},
  };

  private Catalog() {}

  /// Names and one-line descriptions, the frequent ones first.
  public static String[][] nouns() {
    return NOUNS.clone();
  }

  /// The noun of that name; null when there is none.
  public static @Nullable Noun find(String name) {
    return switch (name) {
      case "chat" -> new ChatCommand();
      case "version" -> new VersionCommand();
      default -> null;
    };
  }

  /// Whether the noun can do its work without the daemon.
  public static boolean isLocal(String name) {
    return switch (name) {
      case "version", "daemon", "install", "doctor" -> true;
      default -> false;
    };
  }
}
