package alpi.daemon.sandbox.wall;

import java.util.Optional;

/// A processor whose system calls we can filter.
public enum Processor {
  X86_64(0xC000003E),
  AARCH64(0xC00000B7);

  private final int audit;

  Processor(int audit) {
    this.audit = audit;
  }

  /// What the kernel calls it (`AUDIT_ARCH_*` of linux/audit.h).
  int audit() {
    return audit;
  }

  /// @param name as the property `os.arch` has it
  public static Optional<Processor> of(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
