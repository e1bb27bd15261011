package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Locale;

/// What a grant covers, matched per capability: a file scope covers whole path components, a host
/// scope may stand for the subdomains of a host, a command is covered only by itself.
///
/// @param value the target itself, or with `below` a folder or a `scheme://*.host:port`
/// @param below whether it covers everything beneath as well
public record Scope(String value, boolean below) {
  /// Longest scope, in characters.
  public static final int MAX_CHARS = 128 << 10;

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

  /// Refuses the scopes that would cover more than anyone can mean.
  void check(Capability capability) {
    boolean possible =
        switch (capability) {
          case FS_READ, FS_WRITE -> value.startsWith("/") && plain(value) && !value.equals("/");
          case NET -> below ? value.matches("[a-z]+://\\*\\.[^/:*]+\\.[^/:*]+:\\d+") : named(value);
          case EXEC -> !below;
          case MEMORY_READ, MEMORY_WRITE, ASK -> true;
        };
    if (!possible) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A grant of " + capability.wire() + " cannot have that scope.",
          "Name one command, one host with its port, or a folder other than the root.");
    }
  }

  private static boolean named(String host) {
    return host.matches("[a-z]+://[^/*]+:\\d+");
  }

  /// Whether `target` lies within it.
  public boolean covers(Capability capability, String target) {
    if (!below) {
      return value.equals(target);
    }
    return switch (capability) {
      case FS_READ, FS_WRITE -> covers(value, target);
      case NET -> subdomain(target);
      case EXEC -> false;
      case MEMORY_READ, MEMORY_WRITE, ASK -> target.startsWith(value);
    };
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
