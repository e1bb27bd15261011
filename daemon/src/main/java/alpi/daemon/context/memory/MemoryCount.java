package alpi.daemon.context.memory;

import alpi.daemon.journal.Reader;
import java.util.EnumMap;
import java.util.Map;

/// How many memories there are.
///
/// @param live by lane, those that count
/// @param held those that wait for the owner
/// @param superseded earlier versions
public record MemoryCount(Map<Lane, Long> live, long held, long superseded) {
  static final MemoryCount NONE = new MemoryCount(Map.of(), 0, 0);

  public MemoryCount {
    live = Map.copyOf(live);
  }

  static MemoryCount of(Reader reader) {
    Map<Lane, Long> live = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      live.put(lane, MemoryRows.count(reader, Standing.LIVE, lane));
    }
    return new MemoryCount(
        live,
        MemoryRows.count(reader, Standing.HELD),
        MemoryRows.count(reader, Standing.SUPERSEDED));
  }

  public long total() {
    return live.values().stream().mapToLong(Long::longValue).sum();
  }
}
