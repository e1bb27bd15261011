package alpi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.cli.json.JsonObject;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static JsonObject moving(long at, long moved, long size) {
    return new JsonObject()
        .put("phase", "moving")
        .put("at", at)
        .put("moved", moved)
        .put("size", size);
  }

  @Test
  void showsHowFarItIsHowFastAndHowLongItTakes() {
    assertEquals(
        "[############------------] 50% 512 MiB of 1.0 GiB, 256 MiB/s, 2s left",
        ProgressLine.text(moving(512L << 20, 512L << 20, 1L << 30), 2));
  }

  @Test
  void countsOnlyWhatTravelledForTheRate() {
    assertEquals(
        "[########################] 100% 1.0 GiB of 1.0 GiB, 64 MiB/s",
        ProgressLine.text(moving(1L << 30, 64L << 20, 1L << 30), 1));
  }

  @Test
  void knowsNoEndWhereTheSizeIsNotKnown() {
    assertEquals("3.0 MiB, 3.0 MiB/s", ProgressLine.text(moving(3 << 20, 3 << 20, 0), 1));
  }

  @Test
  void saysThatItReadsOrTriesAgain() {
    JsonObject reading = new JsonObject().put("phase", "reading").put("at", 5L << 20);
    assertEquals("reading 5.0 MiB", ProgressLine.text(reading, 1));
    JsonObject again = new JsonObject().put("phase", "again").put("attempt", 2);
    assertEquals("the connection broke, trying again", ProgressLine.text(again, 1));
  }
}
