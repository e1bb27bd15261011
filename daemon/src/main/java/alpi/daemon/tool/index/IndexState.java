package alpi.daemon.tool.index;

/// What an index holds.
///
/// @param documents texts that can be found
/// @param pieces parts that they were cut into
/// @param waiting texts that are known and not read yet
/// @param unread things without words that can be read
/// @param bytes size of its file
public record IndexState(long documents, long pieces, long waiting, long unread, long bytes) {
  public static final IndexState NONE = new IndexState(0, 0, 0, 0, 0);
}
