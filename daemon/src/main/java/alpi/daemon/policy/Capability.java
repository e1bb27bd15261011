package alpi.daemon.policy;

import java.util.Locale;

/// What may be done to something: the closed list that requests and grants speak of.
public enum Capability {
  /// Read a file or folder; the target is a real absolute path.
  FS_READ,
  /// Create, change or delete a file; the target is a real absolute path.
  FS_WRITE,
  /// Run a program; the target is the canonical command line.
  EXEC,
  /// Send something to a host; the target is `scheme://host:port`.
  NET,
  /// Read the owner's memory or past conversations.
  MEMORY_READ,
  /// Change the owner's memory.
  MEMORY_WRITE,
  /// Put a question to the owner; no effect beyond that.
  ASK;

  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', ':');
  }

  /// Whether it changes something or lets something out: what an untrusted text must not cause
  /// alone.
  public boolean effect() {
    return switch (this) {
      case FS_WRITE, EXEC, NET, MEMORY_WRITE -> true;
      case FS_READ, MEMORY_READ, ASK -> false;
    };
  }
}
