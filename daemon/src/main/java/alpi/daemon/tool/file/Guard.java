package alpi.daemon.tool.file;

import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.SensitivePaths.Finding;
import alpi.daemon.policy.Tier;
import java.nio.file.Path;
import java.util.Optional;

/// What policy is told of a file: safe to touch, or off limits and why.
public final class Guard {
  private Guard() {}

  public static Access read(SensitivePaths sensitive, Path path) {
    return access(Capability.FS_READ, path, "reading", sensitive.read(path));
  }

  public static Access write(SensitivePaths sensitive, Path path) {
    return access(Capability.FS_WRITE, path, "writing", sensitive.write(path));
  }

  private static Access access(
      Capability capability, Path path, String verb, Optional<Finding> finding) {
    String name = String.valueOf(path.getFileName());
    String why =
        finding
            .map(found -> verb + " " + name + " is off limits (" + found.reason() + "), so it")
            .orElse(verb + " " + name);
    Tier tier = finding.isPresent() ? Tier.DANGEROUS : Tier.SAFE;
    return new Access(capability, path.toString(), tier, why);
  }
}
