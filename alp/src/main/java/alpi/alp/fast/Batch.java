package alpi.alp.fast;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Small blobs that travel together, before a byte of them: which, and how large. They are packed
/// one behind the other in this order, those left out that the other side has.
///
/// @param entries 1 to [#MAX], none twice, together [#MAX_BYTES] at most
public record Batch(List<Entry> entries) implements Offering {
  /// Most blobs of one batch.
  public static final int MAX = 1_024;

  /// Most bytes of all blobs of one batch.
  public static final int MAX_BYTES = 4 << 20;

  /// Bytes of an entry on the wire.
  private static final int ENTRY_BYTES = Sha256.BYTES + Integer.BYTES;

  /// One blob.
  ///
  /// @param size 0 to [Chunks#BYTES]
  public record Entry(Sha256 id, int size) {
    public Entry {
      if (size < 0 || size > Chunks.BYTES) {
        throw new IllegalArgumentException("a blob of " + size + " bytes is not packed");
      }
    }
  }

  public Batch {
    entries = List.copyOf(entries);
    boolean twice = new HashSet<>(entries.stream().map(Entry::id).toList()).size() < entries.size();
    if (entries.isEmpty() || entries.size() > MAX || twice || total(entries) > MAX_BYTES) {
      throw new IllegalArgumentException("no batch of " + entries.size() + " blobs");
    }
  }

  private static long total(List<Entry> entries) {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  public int count() {
    return entries.size();
  }

  /// Bytes of all its blobs.
  public int size() {
    return (int) total(entries);
  }

  /// Bytes of those that are not `held`: what travels.
  public int missing(ChunkMap held) {
    int bytes = 0;
    for (int i = held.nextMissing(0); i < count(); i = held.nextMissing(i + 1)) {
      bytes += entries.get(i).size();
    }
    return bytes;
  }

  /// What stands on the wire; fits into one record.
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(count() * ENTRY_BYTES);
    entries.forEach(entry -> out.put(entry.id().bytes()).putInt(entry.size()));
    return out.array();
  }

  /// @throws WireFault when it is no batch
  static Batch read(byte[] bytes) throws WireFault {
    if (bytes.length % ENTRY_BYTES != 0 || bytes.length > MAX * ENTRY_BYTES) {
      throw new WireFault(Fault.BAD_RECORD, "no list of blobs");
    }
    return of(bytes);
  }

  private static Batch of(byte[] bytes) throws WireFault {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Entry> entries = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        entries.add(new Entry(Manifest.digest(in), in.getInt()));
      }
      return new Batch(entries);
    } catch (IllegalArgumentException e) {
      throw new WireFault(Fault.BAD_RECORD, "no batch of blobs");
    }
  }

  /// By which it is named in keys, records and the end.
  public Sha256 digest() {
    return Sha256.of(bytes());
  }

  @Override
  public String kind() {
    return "batch";
  }

  @Override
  public byte[] vouched() {
    return digest().bytes();
  }
}
