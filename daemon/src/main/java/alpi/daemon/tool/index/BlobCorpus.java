package alpi.daemon.tool.index;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.Problem;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.blob.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stored content that is somebody's to read again: attachments, long answers of tools, what peers
/// sent, what the owner keeps. What the daemon stores for itself is not among it.
final class BlobCorpus implements Corpus {
  /// Most that are looked at.
  static final int MAX_BLOBS = 100_000;

  private static final Set<BlobOwner.Kind> SEARCHED =
      EnumSet.of(
          BlobOwner.Kind.SESSION,
          BlobOwner.Kind.RESULT,
          BlobOwner.Kind.RECEIVED,
          BlobOwner.Kind.KEPT,
          BlobOwner.Kind.SHARE);

  private static final int PREFIX = 2;

  private final BlobStore blobs;
  private final Readings readings;

  BlobCorpus(BlobStore blobs, Readings readings) {
    this.blobs = blobs;
    this.readings = readings;
  }

  @Override
  public String name() {
    return "blobs";
  }

  @Override
  public Optional<String> walk(Walker walker) {
    Map<String, Stamp> entries = new LinkedHashMap<>();
    String prefix = "";
    Optional<Sha256> after = Optional.empty();
    int seen = 0;
    boolean more = true;
    while (more) {
      List<StoredBlob> page = blobs.list(after, BlobStore.MAX_LISTED);
      for (StoredBlob blob : page) {
        String hex = blob.ref().hash().hex();
        if (!hex.startsWith(prefix) || prefix.isEmpty()) {
          more = prefix.isEmpty() || walker.folder(prefix, entries);
          entries.clear();
          prefix = hex.substring(0, PREFIX);
        }
        if (searched(blob)) {
          seen++;
          entries.put(hex, new Stamp(blob.ref().bytes(), blob.stored().toEpochMilli(), ""));
        }
      }
      more = more && page.size() == BlobStore.MAX_LISTED && seen < MAX_BLOBS;
      after = page.isEmpty() ? after : Optional.of(page.getLast().ref().hash());
    }
    if (!prefix.isEmpty()) {
      walker.folder(prefix, entries);
    }
    return seen < MAX_BLOBS
        ? Optional.empty()
        : Optional.of("Only the first " + MAX_BLOBS + " blobs are in the index.");
  }

  @Override
  public Content read(String folder, String name) {
    Optional<StoredBlob> blob = blobs.find(new Sha256(name)).filter(BlobCorpus::searched);
    if (blob.isEmpty()) {
      return new Content.Gone();
    }
    try (InputStream in = blobs.open(blob.get().ref().hash())) {
      return readings.of(title(blob.get()), in, blob.get().ref().bytes());
    } catch (Problem | IOException e) {
      return new Content.None("cannot be read");
    }
  }

  /// Whether it is somebody's to read again.
  static boolean searched(StoredBlob blob) {
    return !blob.corrupt()
        && blob.owners().stream()
            .anyMatch(owner ->
                SEARCHED.stream()
                    .anyMatch(
                        kind -> owner.startsWith(kind.name().toLowerCase(Locale.ROOT) + ":")));
  }

  private static String title(StoredBlob blob) {
    return blob.ref().mediaType();
  }
}
