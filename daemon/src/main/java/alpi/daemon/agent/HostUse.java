package alpi.daemon.agent;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a run had to do with one port of one host.
///
/// @param connections that were made and are over
/// @param open that were made and of whose end nothing is on record: open still, or cut by the
///   daemon's end
/// @param denied that were refused
public record HostUse(
    String host, int port, int connections, int open, int denied, long bytesOut, long bytesIn) {
  private HostUse plus(int made, int refused, long out, long in) {
    return new HostUse(
        host, port, connections + made, open, denied + refused, bytesOut + out, bytesIn + in);
  }

  /// Joins the ledger by host. For one thread.
  static final class Fold {
    static final Set<EventKind> KINDS =
        Set.copyOf(
            EnumSet.of(EventKind.EGRESS_OPENED, EventKind.EGRESS_CLOSED, EventKind.EGRESS_DENIED));

    private final Map<String, HostUse> hosts = new TreeMap<>();

    /// Beginnings whose end did not come yet, by host and way in.
    private final Map<String, Integer> begun = new HashMap<>();

    void add(Event event) {
      String host = event.body().path("host").asString("");
      int port = event.body().path("port").asInt(0);
      String key = host + " " + port;
      HostUse known = hosts.getOrDefault(key, new HostUse(host, port, 0, 0, 0, 0, 0));
      String way = key + " " + way(event);
      HostUse now =
          switch (event.kind()) {
            case EGRESS_OPENED -> {
              begun.merge(way, 1, Integer::sum);
              yield known;
            }
            case EGRESS_DENIED -> known.plus(0, 1, 0, 0);
            default -> {
              begun.computeIfPresent(way, (_, left) -> left > 1 ? left - 1 : null);
              yield known.plus(
                  1,
                  0,
                  event.body().path("bytes_out").asLong(0),
                  event.body().path("bytes_in").asLong(0));
            }
          };
      hosts.put(key, now);
    }

    /// What was spoken on the way in: what went through it is known at the end only.
    private static String way(Event event) {
      String protocol = event.body().path("protocol").asString("");
      int slash = protocol.indexOf('/');
      return slash < 0 ? protocol : protocol.substring(0, slash);
    }

    List<HostUse> uses() {
      List<HostUse> uses = new ArrayList<>();
      for (HostUse use : hosts.values()) {
        String prefix = use.host + " " + use.port + " ";
        int left =
            begun.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
        uses.add(
            new HostUse(
                use.host, use.port, use.connections, left, use.denied, use.bytesOut, use.bytesIn));
      }
      return List.copyOf(uses);
    }
  }
}
