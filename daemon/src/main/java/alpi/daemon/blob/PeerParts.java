package alpi.daemon.blob;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.BlobCode;
import alpi.alp.transfer.BlobFault;
import alpi.alp.transfer.Incoming;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The parts of all peers: open ones, and those that wait in `.incoming` for another try.
final class PeerParts {
  /// How long a part waits.
  static final Duration KEPT = Duration.ofHours(24);

  /// Parts of one peer, open or waiting.
  static final int PER_PEER = 8;

  private record Key(PeerKey peer, Sha256 id) {}

  private final Path dir;
  private final PeerPart.Publisher publisher;

  /// Guards the map, and is held while a part is opened, so that there are never two of one blob.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Key, PeerPart> open = new HashMap<>();

  PeerParts(Path dir, PeerPart.Publisher publisher) {
    this.dir = dir;
    this.publisher = publisher;
  }

  /// @throws BlobFault `busy` when the peer has too many
  PeerPart stage(Incoming offer) throws IOException, BlobFault {
    PrivateFiles.directory(dir);
    if (Files.isSymbolicLink(dir)) {
      throw new IOException("the folder of parts is a link");
    }
    lock.lock();
    try {
      open.values().removeIf(PeerPart::isOver);
      var key = new Key(offer.from(), offer.id());
      PeerPart older = open.remove(key);
      if (older != null) {
        older.close();
      }
      PartFiles files = PartFiles.of(dir, offer.from(), offer.id());
      if (!PeerPart.exists(files.data()) && count(offer.from()) >= PER_PEER) {
        throw new BlobFault(BlobCode.BUSY, "too many blobs wait to be completed");
      }
      var part = new PeerPart(offer, files, publisher);
      open.put(key, part);
      return part;
    } finally {
      lock.unlock();
    }
  }

  private int count(PeerKey peer) throws IOException {
    String prefix = PartFiles.prefix(peer);
    return (int) data().stream().filter(file -> name(file).startsWith(prefix)).count();
  }

  /// Bytes that parts take, but for that of `offer`: all of what is on its way, and of what waits
  /// what is there.
  ///
  /// @param ofPeer only those of the offer's peer
  long bytes(Incoming offer, boolean ofPeer) throws IOException {
    String prefix = ofPeer ? PartFiles.prefix(offer.from()) : "";
    Path same = PartFiles.of(dir, offer.from(), offer.id()).data();
    Map<Path, Long> reserved = reserved();
    long bytes = 0;
    for (Path file : data()) {
      if (name(file).startsWith(prefix) && !file.equals(same)) {
        bytes += Math.max(reserved.getOrDefault(file, 0L), size(file));
      }
    }
    return bytes;
  }

  private Map<Path, Long> reserved() {
    Map<Path, Long> bytes = new HashMap<>();
    lock.lock();
    try {
      open.values().removeIf(PeerPart::isOver);
      for (PeerPart part : open.values()) {
        Incoming offer = part.offer();
        bytes.put(PartFiles.of(dir, offer.from(), offer.id()).data(), part.reserved());
      }
    } finally {
      lock.unlock();
    }
    return bytes;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException published) {
      return 0;
    }
  }

  /// Removes what has waited since before `before`.
  ///
  /// @return how many
  int expire(Instant before) throws IOException {
    int removed = 0;
    lock.lock();
    try {
      open.values().removeIf(PeerPart::isOver);
      for (Path file : data()) {
        String name = name(file);
        boolean used =
            open.values().stream()
                .anyMatch(part ->
                    PartFiles.of(dir, part.offer().from(), part.offer().id()).data().equals(file));
        if (!used && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          new PartFiles(dir, name.substring(0, name.length() - ".part".length())).delete();
          removed++;
        }
      }
    } finally {
      lock.unlock();
    }
    return removed;
  }

  private List<Path> data() throws IOException {
    if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(file -> isPart(name(file))).toList();
    }
  }

  /// Whether a name is that of a peer's part, and not of something being stored by ourselves.
  static boolean isPart(String name) {
    return name.matches("[0-9a-f]{16}-[0-9a-f]{64}\\.part");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
