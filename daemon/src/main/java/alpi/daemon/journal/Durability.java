package alpi.daemon.journal;

/// How much a commit promises.
public enum Durability {
  /// Survives a power cut: every commit waits for the disk.
  FULL,
  /// Survives the death of the process; a power cut may take the newest commits, never the file.
  /// For what can be built again.
  NORMAL
}
