package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import alpi.daemon.policy.shell.CommandTiers;
import alpi.daemon.policy.shell.CommandVerdict;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Turns what the owner typed (`~/notes`, `make test`, `example.com`) into the scope that policy
/// compares: a real path, a canonical command, a destination. What is granted is what is judged.
public final class OwnerScopes {
  private static final String SUBDOMAINS = "*.";
  private static final Pattern SCHEME = Pattern.compile("^[a-z][a-z0-9+.-]*://.*");

  private final CommandTiers tiers;
  private final Path home;

  /// @param home the owner's home folder
  public OwnerScopes(CommandTiers tiers, Path home) {
    this.tiers = tiers;
    this.home = home;
  }

  /// The scope that is meant.
  ///
  /// @param below whether everything beneath is meant too; folders that exist, and names without
  ///   what is asked of them, always mean that
  /// @param cwd where relative paths start, and where a command is to run
  /// @throws Problem `invalid_params` for what names nothing; `denied` for a command that never
  ///   runs
  public Scope of(Capability capability, String typed, boolean below, Path cwd) {
    return switch (capability) {
      case FS_READ, FS_WRITE -> path(typed, below, cwd);
      case EXEC -> command(typed, cwd);
      case NET -> host(typed);
      case PEER, TOOL, MONEY -> new Scope(typed, below || !typed.contains("/"));
      case SCHEDULE, MEMORY_READ, MEMORY_WRITE, ASK -> new Scope(typed, below);
    };
  }

  private Scope path(String typed, boolean below, Path cwd) {
    try {
      boolean own = typed.equals("~") || typed.startsWith("~/");
      Path named =
          own ? home.resolve(typed.substring(Math.min(2, typed.length()))) : Path.of(typed);
      Path real = SensitivePaths.resolve(cwd.resolve(named));
      return new Scope(real.toString(), below || Files.isDirectory(real));
    } catch (InvalidPathException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "That is no path.").because(e);
    }
  }

  private Scope command(String typed, Path cwd) {
    CommandVerdict verdict = tiers.assess(typed, cwd, home, cwd);
    if (verdict.tier() == Tier.DANGEROUS) {
      throw Problem.of(ErrorCode.DENIED, "That is never run: " + verdict.reason() + ".");
    }
    return verdict.accesses().stream()
        .filter(access -> access.capability() == Capability.EXEC)
        .findFirst()
        .map(Access::target)
        .map(Scope::exact)
        .orElseThrow(() -> Problem.of(ErrorCode.INVALID_PARAMS, "That is no command."));
  }

  /// A bare name means its usual encrypted port.
  private static Scope host(String typed) {
    String whole = SCHEME.matcher(typed).matches() ? typed : "https://" + typed;
    int star = whole.indexOf("://" + SUBDOMAINS);
    String plain = star < 0 ? whole : whole.replaceFirst(Pattern.quote(SUBDOMAINS), "");
    HttpUrl url =
        HttpUrl.parse(plain)
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "That is no host.",
                    "Name it as example.com, https://example.com:8443 or *.example.com."));
    String scheme = url.tls() ? "https://" : "http://";
    String host = url.host().inUrl() + ":" + url.port();
    return star < 0 ? Scope.exact(scheme + host) : Scope.below(scheme + SUBDOMAINS + host);
  }
}
