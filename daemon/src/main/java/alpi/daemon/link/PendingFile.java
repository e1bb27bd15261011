package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.peer.Pending;
import alpi.alp.peer.PendingPeers;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.config.YamlEntries;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// `pending_peers.yaml`: the strangers who knocked, so that a restart forgets none. It holds
/// nothing that anybody typed, so one that cannot be read is begun anew.
final class PendingFile {
  private static final Logger LOG = LoggerFactory.getLogger(PendingFile.class);
  private static final int MICROS = 6;
  private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(100_000_000_000L);

  private final Path path;

  /// Guards the order of writes.
  private final ReentrantLock lock = new ReentrantLock();

  PendingFile(ProfileHome home) {
    this.path = home.pendingPeers();
  }

  PendingPeers read() {
    List<Pending> rows = new ArrayList<>();
    try {
      YamlEntries.load(path).entries().forEach(entry -> row(entry).ifPresent(rows::add));
    } catch (Problem problem) {
      LOG.warn("event=pending_peers_unreadable why=\"{}\"", problem.sentence());
    }
    rows.sort(Comparator.comparing(Pending::lastSeen).reversed());
    PendingPeers kept = PendingPeers.NONE;
    for (Pending row : rows.subList(0, Math.min(rows.size(), PendingPeers.MAX)).reversed()) {
      kept = kept.knocked(row.key(), row.address(), row.firstSeen());
      kept = kept.knocked(row.key(), row.address(), row.lastSeen());
    }
    return kept;
  }

  private static Optional<Pending> row(ObjectNode entry) {
    try {
      return Optional.of(
          new Pending(
              new PeerKey(entry.path("pubkey").asString("")),
              time(entry, "first_seen"),
              time(entry, "last_seen"),
              Optional.of(entry.path("address").asString("")).filter(text -> !text.isEmpty())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Instant time(ObjectNode entry, String name) {
    if (!entry.path(name).isNumber()) {
      throw new IllegalArgumentException("no time");
    }
    BigDecimal seconds = entry.path(name).decimalValue();
    if (seconds.signum() < 0 || seconds.compareTo(LAST_SECOND) >= 0) {
      throw new IllegalArgumentException("a time on no clock");
    }
    long micros = seconds.movePointRight(MICROS).setScale(0, RoundingMode.DOWN).longValueExact();
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  void write(PendingPeers pending) {
    var text = new StringBuilder();
    for (Pending row : pending.entries()) {
      text.append("- pubkey: \"").append(row.key()).append('"');
      text.append("\n  first_seen: ").append(seconds(row.firstSeen()));
      text.append("\n  last_seen: ").append(seconds(row.lastSeen()));
      row.address().ifPresent(from -> text.append("\n  address: \"").append(from).append('"'));
      text.append('\n');
    }
    lock.lock();
    try {
      PrivateFiles.replace(path, text.toString().getBytes(StandardCharsets.UTF_8));
    } finally {
      lock.unlock();
    }
  }

  private static String seconds(Instant at) {
    return BigDecimal.valueOf(at.getEpochSecond())
        .add(BigDecimal.valueOf(at.getNano(), 9))
        .setScale(MICROS, RoundingMode.DOWN)
        .toPlainString();
  }
}
