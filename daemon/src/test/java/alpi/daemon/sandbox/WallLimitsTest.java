package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.config.ByteSize;
import alpi.daemon.config.SandboxConfig;
import alpi.daemon.sandbox.Finished.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WallLimitsTest {
  @TempDir Path dir;
  private WallFixture wall;

  @BeforeEach
  void wall() {
    wall = new WallFixture(dir).orSkip().limited(64, 96, 2, 4);
  }

  private void ends(String script, String reason) throws Exception {
    Finished finished = wall.sandbox.run(wall.script(script, Duration.ofMinutes(2)), new Cancel());
    assertEquals(End.OVER_LIMIT, finished.end(), finished::toString);
    assertTrue(finished.notes().getFirst().contains(reason), finished.notes()::toString);
  }

  /// More processes than are allowed, and no more than the machine can bear: what doubles by itself
  /// outruns any watch while other tests have the processors.
  @Test
  void endsACrowdOfProcessesAndSaysSo() throws Exception {
    ends(
        "i=0; while [ $i -lt 400 ]; do sleep 1000 & i=$((i+1)); done; wait",
        "more than 64 processes");
  }

  @Test
  void endsAFloodOfOutputAndSaysSo() throws Exception {
    ends("yes", "put out more than 4MiB");
    ends("yes >&2", "put out more than 4MiB");
  }

  @Test
  void endsProcessesThatTogetherTakeTooMuchMemory() throws Exception {
    ends(
        "for i in 1 2 3 4; do (head -c 40000000 /dev/zero; sleep 1000) | tail -c 40000000 & done; wait",
        "more than 96MiB of memory");
  }

  @Test
  void givesOneProcessNoMoreMemoryThanAll() throws Exception {
    Finished finished = wall.run("head -c 200000000 /dev/zero | tail -c 200000000 | wc -c");
    assertTrue(!finished.out().text().strip().equals("200000000"), finished::toString);
  }

  @Test
  void keepsTemporaryFilesWithinTheirRoom() throws Exception {
    assertEquals(
        "full\nfull\nfull",
        wall.says(
            "for f in /tmp/x ~/x /dev/shm/x; do head -c 5000000 /dev/zero > $f 2>/dev/null"
                + " || echo full; rm $f; done"));
  }

  @Test
  void letsNoFileGrowBeyondItsSize() throws Exception {
    assertEquals("8388608", wall.says("head -c 20000000 /dev/zero > big; stat -c %s big"));
  }

  @Test
  void holdsProcessesToTheirOpenFiles() throws Exception {
    assertEquals("256", wall.says("ulimit -n"));
    assertEquals("0", wall.says("ulimit -c"));
  }

  @Test
  void endsARunThatLeavesTooLittleOfTheDisk() {
    var free = new AtomicLong(2 << 20);
    var clock = new AtomicLong();
    var time =
        new Time() {
          @Override
          public java.time.Instant now() {
            return java.time.Instant.EPOCH;
          }

          @Override
          public long nanos() {
            return clock.get();
          }
        };
    var watch = new UseWatch(wall.settings.limits(), free::get, time);
    long nobody = Integer.MAX_VALUE;
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    assertEquals(Optional.empty(), watch.exceeded(nobody, 0));
    free.set((1 << 20) - 1);
    assertEquals(Optional.empty(), watch.exceeded(nobody, 0));
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    assertTrue(watch.exceeded(nobody, 0).orElse("").contains("less than 1MiB of the disk"));
  }

  @Test
  void countsOutputToTheByte() {
    var limits =
        new SandboxConfig.Limits(
            new ByteSize(1),
            1,
            1,
            new ByteSize(1),
            new ByteSize(1),
            new ByteSize(10),
            new ByteSize(0));
    var watch = new UseWatch(limits, () -> Long.MAX_VALUE, Time.system());
    assertEquals(Optional.empty(), watch.exceeded(1L << 40, 10));
    assertTrue(watch.exceeded(1L << 40, 11).isPresent());
  }
}
