package alpi.daemon.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What may be done to something: the closed list that requests, grants and authorities speak of.
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
  /// Ask something of another daemon; the target is `peer/verb`, the peer as the owner named it.
  PEER,
  /// Call a tool that a program outside this one offers; the target is `server/tool`.
  TOOL,
  /// Create, change or remove work that begins by itself; the target is the schedule's name.
  SCHEDULE,
  /// Spend money; the target is `currency/payee`, the currency in three lower-case letters. Models
  /// are the payee of [Purse#MODELS]: calling them takes no grant, but what was granted for them
  /// bounds what they may cost.
  MONEY,
  /// Put a question to the owner; no effect beyond that.
  ASK;

  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', ':');
  }

  public static Optional<Capability> ofWire(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
  }

  /// Whether it changes something or lets something out: what an untrusted text must not cause
  /// alone.
  public boolean effect() {
    return switch (this) {
      case FS_WRITE, EXEC, NET, MEMORY_WRITE, PEER, TOOL, SCHEDULE, MONEY -> true;
      case FS_READ, MEMORY_READ, ASK -> false;
    };
  }

  /// Whether what is known here is told to somebody else by it. A program may do so too: that is
  /// judged by its tier.
  public boolean leaves() {
    return switch (this) {
      case NET, PEER, TOOL, MONEY -> true;
      case FS_READ, FS_WRITE, EXEC, MEMORY_READ, MEMORY_WRITE, SCHEDULE, ASK -> false;
    };
  }
}
