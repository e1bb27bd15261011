package alpi.daemon.host.device;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The words that pair one device each. They live in memory, as hashes, for a short time; the first
/// who brings one wins, and a restart of the daemon ends them all.
final class Pairings {
  /// Most that are open at a time.
  static final int MAX_OPEN = 16;

  private final Tokens tokens;
  private final Time time;

  /// Guards the map.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Open> open = new HashMap<>();

  private record Open(NewDevice wanted, long endsNanos, boolean used) {}

  Pairings(Tokens tokens, Time time) {
    this.tokens = tokens;
    this.time = time;
  }

  /// Makes a word that pairs one device.
  ///
  /// @throws Problem `too_large` when too many are open
  Secret make(NewDevice wanted, Duration lasts) {
    Secret word = tokens.next();
    lock.lock();
    try {
      sweep();
      if (open.values().stream().filter(each -> !each.used()).count() >= MAX_OPEN) {
        throw Problem.of(
            ErrorCode.TOO_LARGE,
            MAX_OPEN + " devices are being paired already.",
            "Wait until one of the links has ended.");
      }
      open.put(hash(word.reveal()), new Open(wanted, time.nanos() + lasts.toNanos(), false));
    } finally {
      lock.unlock();
    }
    return word;
  }

  /// Takes a word up, once.
  ///
  /// @throws Problem `gone` when it was used, `not_found` when it has ended or never was
  NewDevice take(String word) {
    String key = hash(word);
    lock.lock();
    try {
      sweep();
      Open found = open.get(key);
      if (found == null) {
        throw Problem.of(
            ErrorCode.NOT_FOUND,
            "This link pairs nothing: it has ended, or there never was one like it.",
            "Ask for a new one: `alpi open`, or `alpi devices pair`.");
      }
      if (found.used()) {
        throw Problem.of(
            ErrorCode.GONE,
            "This link has paired a device already.",
            "Was that not you? `alpi devices list` shows it, `alpi devices revoke` ends it.");
      }
      open.put(key, new Open(found.wanted(), found.endsNanos(), true));
      return found.wanted();
    } finally {
      lock.unlock();
    }
  }

  private void sweep() {
    long now = time.nanos();
    open.values().removeIf(each -> now - each.endsNanos() >= 0);
  }

  static String hash(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
