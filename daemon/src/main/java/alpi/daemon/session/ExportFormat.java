package alpi.daemon.session;

/// In what form a conversation leaves.
public enum ExportFormat {
  MARKDOWN,
  JSON
}
