package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a permission covers, matched per capability: a file scope covers whole path components, a
/// host scope may stand for the subdomains of a host, a command is covered only by itself. Two
/// scopes of one capability are the same, lie one in the other, or have nothing in common.
///
/// @param value the target itself, or with `below` a folder, a `scheme://*.host:port`, the first
///   names of a peer, tool, schedule or payee, or [#ANY]
/// @param below whether it covers everything beneath as well
public record Scope(String value, boolean below) {
  /// Longest scope, in characters.
  public static final int MAX_CHARS = 128 << 10;

  /// Everything of a capability: may bound a run, and is never granted.
  public static final Scope ANY = new Scope("*", true);

  /// Names between slashes, as peers, tools, schedules and payees have them.
  private static final Pattern NAMES =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){0,3}");

  private static final Pattern HOST = Pattern.compile("[a-z]+://[^/*]+:\\d+");
  private static final Pattern SUBDOMAINS =
      Pattern.compile("[a-z]+://\\*\\.[^/:*]+\\.[^/:*]+:\\d+");
  private static final Pattern MONEY = Pattern.compile("[a-z]{3}(/.+)?");

  public Scope {
    if (value.isEmpty() || value.length() > MAX_CHARS) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A grant names what it is for.");
    }
  }

  public static Scope exact(String target) {
    return new Scope(target, false);
  }

  public static Scope below(String folder) {
    return new Scope(folder, true);
  }

  /// Refuses the scopes that would cover more than anyone can mean, or nothing at all.
  void check(Capability capability) {
    boolean possible =
        switch (capability) {
          case FS_READ, FS_WRITE -> value.startsWith("/") && plain(value) && !value.equals("/");
          case NET -> (below ? SUBDOMAINS : HOST).matcher(value).matches();
          case EXEC -> !below;
          case MEMORY_READ, MEMORY_WRITE, ASK -> !equals(ANY);
          case PEER, TOOL -> names(value) && (below || value.contains("/"));
          case SCHEDULE -> names(value);
          case MONEY ->
              names(value) && MONEY.matcher(value).matches() && (below || value.contains("/"));
        };
    if (!possible) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A grant of " + capability.wire() + " cannot have that scope.",
          form(capability));
    }
  }

  private static String form(Capability capability) {
    return switch (capability) {
      case FS_READ, FS_WRITE -> "Name an absolute path other than the root.";
      case NET -> "Name one host as https://example.com:443, or its subdomains.";
      case EXEC -> "Name one whole command.";
      case MEMORY_READ, MEMORY_WRITE, ASK -> "Name the part of it that is meant.";
      case PEER -> "Name a peer and what is asked of it, as ana/ask, or all that is below ana.";
      case TOOL -> "Name a server and its tool, as files/list, or all that is below files.";
      case SCHEDULE -> "Name the schedule.";
      case MONEY -> "Name currency and payee, as usd/example, or all that is below usd.";
    };
  }

  private static boolean names(String value) {
    return NAMES.matcher(value).matches();
  }

  /// Whether `target` lies within it.
  public boolean covers(Capability capability, String target) {
    if (equals(ANY)) {
      return true;
    }
    if (!below) {
      return value.equals(target);
    }
    return switch (capability) {
      case FS_READ, FS_WRITE -> covers(value, target);
      case NET -> subdomain(target);
      case EXEC -> false;
      case PEER, TOOL, SCHEDULE, MONEY -> names(target) && covers(value, target);
      case MEMORY_READ, MEMORY_WRITE, ASK -> target.startsWith(value);
    };
  }

  /// Whether everything it covers is covered by `other` too.
  public boolean within(Capability capability, Scope other) {
    if (equals(other) || other.equals(ANY)) {
      return true;
    }
    if (equals(ANY) || !other.below) {
      return false;
    }
    return other.covers(capability, below ? sample(capability) : value);
  }

  /// A target that it covers and that no narrower scope does.
  private String sample(Capability capability) {
    return capability == Capability.NET ? value.replace("*.", "a.") : value;
  }

  /// Whether `path` is `folder` or lies beneath it; both absolute and without dots.
  static boolean covers(String folder, String path) {
    String base = folder.endsWith("/") ? folder : folder + "/";
    return plain(path) && (path.equals(folder) || path.startsWith(base));
  }

  private static boolean plain(String path) {
    return !(path + "/").contains("/../") && !(path + "/").contains("/./");
  }

  private boolean subdomain(String target) {
    int star = value.indexOf("*.");
    int port = value.lastIndexOf(':');
    if (star < 0 || port < star) {
      return false;
    }
    String shown = target.toLowerCase(Locale.ROOT);
    String tail = value.substring(star + 1);
    return shown.startsWith(value.substring(0, star))
        && shown.endsWith(tail)
        && shown.length() > star + tail.length()
        && shown.substring(star, shown.length() - tail.length()).matches("[a-z0-9.-]+");
  }
}
