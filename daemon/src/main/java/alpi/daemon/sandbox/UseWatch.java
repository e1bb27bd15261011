package alpi.daemon.sandbox;

import alpi.daemon.base.Time;
import alpi.daemon.config.SandboxConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Looks now and then at what a run uses, by the process table and the disk: the kernel's own
/// limits count for one process, or for a user, and never for a run.
///
/// What happens between two looks is not seen; the limits that the kernel holds are the wall under
/// it.
final class UseWatch implements Allowance {
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final SandboxConfig.Limits limits;
  private final LongSupplier freeBytes;
  private final Time time;
  private final long threadsAtStart = threads();
  private long due;

  /// @param freeBytes on the disk of the workspace
  UseWatch(SandboxConfig.Limits limits, LongSupplier freeBytes, Time time) {
    this.limits = limits;
    this.freeBytes = freeBytes;
    this.time = time;
    this.due = time.nanos() + BETWEEN.toNanos();
  }

  @Override
  public Optional<String> exceeded(long leader, long outputBytes) {
    if (outputBytes > limits.output().bytes()) {
      return Optional.of("it was ended: it put out more than " + limits.output());
    }
    boolean crowded = threads() - threadsAtStart > limits.processes();
    if (!crowded && time.nanos() - due < 0) {
      return Optional.empty();
    }
    due = time.nanos() + BETWEEN.toNanos();
    if (freeBytes.getAsLong() < limits.diskReserve().bytes()) {
      return Optional.of(
          "it was ended: less than " + limits.diskReserve() + " of the disk were left");
    }
    List<ProcStat> own = below(leader, ProcStat.all());
    if (own.size() > limits.processes()) {
      return Optional.of("it was ended: it ran more than " + limits.processes() + " processes");
    }
    long memory = 0;
    for (ProcStat process : own) {
      memory += memory(process.pid());
    }
    return memory > limits.memory().bytes()
        ? Optional.of("it was ended: it used more than " + limits.memory() + " of memory")
        : Optional.empty();
  }

  /// Of the whole machine: the one count that costs nothing, so that what multiplies is noticed
  /// before it is too many to count.
  private static long threads() {
    try {
      String load = Files.readString(Path.of("/proc/loadavg"), StandardCharsets.US_ASCII);
      int slash = load.indexOf('/');
      return Long.parseLong(load.substring(slash + 1, load.indexOf(' ', slash)));
    } catch (IOException | RuntimeException unreadable) {
      return 0;
    }
  }

  /// Every process that descends from `leader`, itself left out.
  private static List<ProcStat> below(long leader, List<ProcStat> table) {
    Map<Long, List<ProcStat>> children = new HashMap<>();
    for (ProcStat stat : table) {
      children.computeIfAbsent(stat.parent(), _ -> new ArrayList<>()).add(stat);
    }
    List<ProcStat> found = new ArrayList<>();
    Set<Long> seen = new HashSet<>(Set.of(leader));
    List<Long> open = new ArrayList<>(List.of(leader));
    while (!open.isEmpty()) {
      for (ProcStat child : children.getOrDefault(open.removeLast(), List.of())) {
        if (seen.add(child.pid())) {
          found.add(child);
          open.add(child.pid());
        }
      }
    }
    return found;
  }

  /// Bytes that only this process has in memory, and what it shares by intent.
  private static long memory(long pid) {
    try {
      String status =
          Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1);
      return kibibytes(status, "\nRssAnon:") + kibibytes(status, "\nRssShmem:");
    } catch (IOException gone) {
      return 0;
    }
  }

  private static long kibibytes(String status, String field) {
    int at = status.indexOf(field);
    int end = at < 0 ? -1 : status.indexOf(" kB", at);
    return end < 0 ? 0 : Long.parseLong(status.substring(at + field.length(), end).strip()) << 10;
  }
}
