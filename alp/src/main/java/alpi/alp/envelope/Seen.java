package alpi.alp.envelope;

import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.wire.WireFault;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// An envelope that was let in: what has to be kept of it so that it is let in once.
///
/// @param at when it was let in, by our clock
public record Seen(Instant at, PeerKey from, Nonce nonce) {
  /// Longest line that is read back, in characters.
  public static final int MAX_LINE = 512;

  private static final int MICROS = 6;

  /// One line of the record on disk, without its end.
  public String line() {
    BigDecimal seconds =
        BigDecimal.valueOf(at.getEpochSecond())
            .add(BigDecimal.valueOf(at.getNano(), 9))
            .setScale(MICROS, RoundingMode.DOWN);
    return "{\"seen_at\":"
        + seconds.toPlainString()
        + ",\"from\":\""
        + from.text()
        + "\",\"nonce\":\""
        + nonce.hex()
        + "\"}";
  }

  /// Reads a line back; empty when it is damaged.
  public static Optional<Seen> ofLine(String line) {
    if (line.length() > MAX_LINE) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(line);
      JsonNode at = json.get("seen_at");
      JsonNode from = json.get("from");
      JsonNode nonce = json.get("nonce");
      if (at == null || !at.isNumber() || from == null || nonce == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Seen(
              time(at.doubleValue()),
              PeerKey.parse(from.stringValue("")),
              Nonce.parse(nonce.stringValue(""))));
    } catch (JacksonException | WireFault | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static Instant time(double seconds) {
    if (!(seconds >= 0 && seconds < 1e11)) {
      throw new IllegalArgumentException("a time on no clock");
    }
    long micros = Math.round(seconds * 1e6);
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }
}
