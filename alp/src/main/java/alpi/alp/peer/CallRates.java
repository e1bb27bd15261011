package alpi.alp.peer;

import alpi.alp.crypto.PeerKey;
import alpi.alp.wire.Moment;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// How often each pinned peer was answered lately. In memory only. Confined to one caller at a
/// time; holds at most three buckets for each peer it is asked about.
public final class CallRates {
  /// Long polls and the later pieces of a blob or a group's file, whatever the peer's own rate.
  public static final int CONTINUATIONS_PER_MINUTE = 600;

  private enum Kind {
    CALL,
    PULL,
    PIECE
  }

  private record Key(PeerKey peer, Kind kind) {}

  private final Map<Key, TokenBucket> buckets = new HashMap<>();

  /// Whether this call of the peer is within its rate; counts it if so.
  public boolean admits(Peer peer, String method, JsonNode params, Moment now) {
    Kind kind = kind(method, params);
    int rate = kind == Kind.CALL ? peer.perMinute() : CONTINUATIONS_PER_MINUTE;
    var key = new Key(peer.key(), kind);
    TokenBucket bucket = buckets.get(key);
    if (bucket == null || bucket.perMinute() != rate) {
      bucket = new TokenBucket(rate, now.nanos());
      buckets.put(key, bucket);
    }
    return bucket.take(now.nanos());
  }

  /// Forgets peers that are pinned no more.
  public void keepOnly(PeerBook book) {
    buckets.keySet().removeIf(key -> book.byKey(key.peer()).isEmpty());
  }

  private static Kind kind(String method, JsonNode params) {
    return switch (method) {
      case "workgroup.pull" -> Kind.PULL;
      case "link.put_blob", "workgroup.file_put", "workgroup.file_get" -> {
        JsonNode offset = params.get("offset");
        boolean later = offset != null && offset.isIntegralNumber() && offset.longValue() > 0;
        yield later ? Kind.PIECE : Kind.CALL;
      }
      default -> Kind.CALL;
    };
  }
}
