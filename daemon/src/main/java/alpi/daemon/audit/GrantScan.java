package alpi.daemon.audit;

import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.SensitivePaths;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Permissions that cover much, hold long, or count nothing.
final class GrantScan {
  /// A grant without a count that holds longer than this is told.
  static final Duration LONG = Duration.ofDays(30);

  /// Folders with fewer names than this below the root hold much that nobody meant.
  static final int SHALLOW = 3;

  private static final Set<String> POWERFUL =
      Set.of("sudo", "su", "doas", "sh", "bash", "zsh", "env", "xargs", "ssh", "docker", "podman");
  private static final Pattern WORD = Pattern.compile("^\\S+");

  private final ProfileName profile;
  private final Path userHome;
  private final Instant now;

  GrantScan(ProfileName profile, Path userHome, Instant now) {
    this.profile = profile;
    this.userHome = userHome;
    this.now = now;
  }

  List<Finding> run(List<Grant> live) {
    List<Finding> found = new ArrayList<>();
    for (Grant grant : live) {
      wide(grant).ifPresent(found::add);
      lasting(grant).ifPresent(found::add);
    }
    if (found.isEmpty()) {
      found.add(Finding.ok(check(), live.size() + " in force, each narrow and soon over"));
    }
    return found;
  }

  private String check() {
    return "grants " + profile;
  }

  private Optional<Finding> wide(Grant grant) {
    String scope = grant.scope().value();
    String what = grant.capability().wire() + " on " + scope;
    return switch (grant.capability()) {
      case FS_READ, FS_WRITE -> path(grant, what);
      case NET -> told(grant.scope().below(), grant, what + " covers every host below that name");
      case EXEC -> {
        String program = String.valueOf(Path.of(first(scope)).getFileName());
        yield told(
            POWERFUL.contains(program), grant, what + " runs a program that can run any other");
      }
      case PEER, TOOL, SCHEDULE ->
          told(grant.scope().below(), grant, what + " covers everything below that name");
      case MONEY ->
          told(grant.budget().isEmpty(), grant, what + " says how often, and not how much");
      case MEMORY_READ, MEMORY_WRITE, ASK -> Optional.empty();
    };
  }

  private Optional<Finding> path(Grant grant, String what) {
    Path path = Path.of(grant.scope().value()).normalize();
    boolean write = grant.capability() == Capability.FS_WRITE;
    if (grant.scope().below() && userHome.startsWith(path)) {
      String detail = what + " covers your whole home";
      return Optional.of(
          write ? Finding.fail(check(), detail, revoke(grant)) : warn(grant, detail));
    }
    if (SensitivePaths.secret(path)) {
      return Optional.of(warn(grant, what + " names a place of keys; tools are kept from it"));
    }
    return told(
        grant.scope().below() && path.getNameCount() < SHALLOW,
        grant,
        what + " covers a folder close to the root");
  }

  private Optional<Finding> lasting(Grant grant) {
    Duration left = Duration.between(now, grant.expires());
    boolean counted = grant.usesLeft().isPresent() || grant.budget().isPresent();
    return told(
        !counted && grant.job().isEmpty() && left.compareTo(LONG) > 0,
        grant,
        grant.capability().wire()
            + " on "
            + grant.scope().value()
            + " holds for another "
            + left.toDays()
            + " days, as often as wanted");
  }

  private Optional<Finding> told(boolean is, Grant grant, String detail) {
    return is ? Optional.of(warn(grant, detail)) : Optional.empty();
  }

  private Finding warn(Grant grant, String detail) {
    return Finding.warn(check(), detail, revoke(grant));
  }

  private String revoke(Grant grant) {
    return new Typed(profile).alpi("grants revoke " + grant.id());
  }

  private static String first(String command) {
    var matcher = WORD.matcher(command);
    return matcher.find() ? matcher.group() : command;
  }
}
