package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerAddress;
import alpi.alp.peer.PeerBook;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.YamlEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The peer book as entries of `peers.yaml`, and back. What an entry says beyond what is known here
/// is kept when it changes.
final class PeerEntries {
  private PeerEntries() {}

  /// A book as far as it could be read.
  ///
  /// @param skipped why entries do not count, one sentence each
  record Read(PeerBook book, List<String> skipped) {
    Read {
      skipped = List.copyOf(skipped);
    }
  }

  static Read read(List<ObjectNode> entries, PeerKey own) {
    PeerBook book = PeerBook.empty(own);
    List<String> skipped = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      try {
        book = book.add(peer(entries.get(i)));
      } catch (Problem | IllegalArgumentException e) {
        skipped.add("entry " + (i + 1) + " does not count: " + e.getMessage());
      }
    }
    return new Read(book, skipped);
  }

  private static Peer peer(ObjectNode entry) {
    return new Peer(
        text(entry, "id"),
        new PeerKey(text(entry, "pubkey")),
        text(entry, "alias"),
        address(entry),
        allowed(entry),
        perMinute(entry));
  }

  private static String text(ObjectNode entry, String name) {
    JsonNode value = entry.path(name);
    return value.isNull() ? "" : value.asString("");
  }

  private static Optional<PeerAddress> address(ObjectNode entry) {
    String text = text(entry, "address");
    return text.isEmpty() ? Optional.empty() : Optional.of(PeerAddress.parse(text));
  }

  /// An absent list allows nothing, and a word that is no method allows nothing either.
  private static Set<String> allowed(ObjectNode entry) {
    var methods = new TreeSet<String>();
    entry.path("allow").forEach(each -> methods.add(each.asString("")));
    methods.removeIf(method -> !Peer.isMethod(method));
    return methods;
  }

  private static int perMinute(ObjectNode entry) {
    JsonNode rate = entry.path("rate_limit").path("per_minute");
    long value = rate.isIntegralNumber() ? rate.asLong(0) : 0;
    return value >= 1 && value <= Peer.MAX_PER_MINUTE ? (int) value : Peer.DEFAULT_PER_MINUTE;
  }

  /// The file after the book changed from what it says to `after`.
  static YamlEntries changed(YamlEntries file, PeerBook before, PeerBook after) {
    YamlEntries now = file;
    for (Peer peer : before.peers()) {
      Optional<Peer> left = after.byKey(peer.key());
      int index = index(now, peer.key());
      if (left.isEmpty()) {
        now = now.remove(index);
      } else if (!left.get().equals(peer)) {
        now = now.replace(index, entry(left.get(), now.entries().get(index)));
      }
    }
    for (Peer peer : after.peers()) {
      if (before.byKey(peer.key()).isEmpty()) {
        now = now.add(entry(peer, Json.object()));
      }
    }
    return now;
  }

  /// The first entry with that key: a second one does not count.
  private static int index(YamlEntries file, PeerKey key) {
    List<ObjectNode> entries = file.entries();
    for (int i = 0; i < entries.size(); i++) {
      if (text(entries.get(i), "pubkey").equals(key.text())) {
        return i;
      }
    }
    throw new IllegalStateException("a peer that was read stands in its file");
  }

  private static ObjectNode entry(Peer peer, ObjectNode before) {
    ObjectNode entry = Json.object().put("id", peer.id()).put("pubkey", peer.key().text());
    if (!peer.alias().isEmpty()) {
      entry.put("alias", peer.alias());
    }
    if (peer.address().isPresent()) {
      entry.put("address", peer.address().get().toString());
    }
    ArrayNode allow = entry.putArray("allow");
    peer.allow().forEach(allow::add);
    if (peer.perMinute() != Peer.DEFAULT_PER_MINUTE) {
      entry.putObject("rate_limit").put("per_minute", (long) peer.perMinute());
    }
    before
        .properties()
        .forEach(field -> {
          if (!isOurs(field.getKey())) {
            entry.set(field.getKey(), field.getValue());
          }
        });
    return entry;
  }

  private static boolean isOurs(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "id", "pubkey", "alias", "address", "allow", "rate_limit" -> true;
      default -> false;
    };
  }
}
