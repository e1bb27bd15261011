package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SseReaderTest {
  @Test
  void readsFieldsWhateverTheLineEnds() throws IOException {
    String stream =
        "\ufeff: hi\nevent: a\ndata: 1\ndata:2\nid: 7\n\n\n\ndata\n\nevent: b\n\ndata:  x";
    List<String> wanted = List.of("a|1\n2", "|", "| x");
    for (String end : List.of("\n", "\r\n", "\r")) {
      assertEquals(wanted, events(stream.replace("\n", end), 1000), end);
    }
  }

  @Test
  void readsTheSameAtEveryBorder() throws IOException {
    byte[] bytes =
        "event: ü\r\ndata: {\"a\":\"😀\"}\r\rdata: b\n\r\n".getBytes(StandardCharsets.UTF_8);
    for (int border = 0; border <= bytes.length; border++) {
      assertEquals(
          List.of("ü|{\"a\":\"😀\"}", "|b"),
          events(split(bytes, border), 1000),
          "border " + border);
    }
  }

  @Test
  void boundsALineOfNoUseWhateverTheBorders() throws IOException {
    assertEquals(List.of("|a"), events(":" + "x".repeat(99) + "\ndata: a\n\n", 100));
    byte[] bytes = (":" + "x".repeat(100) + "\ndata: a\n\n").getBytes(StandardCharsets.UTF_8);
    for (int border = 0; border <= bytes.length; border++) {
      InputStream in = split(bytes, border);
      assertThrows(SseReader.EventTooLong.class, () -> events(in, 100), "border " + border);
    }
  }

  @Test
  void boundsAnEvent() throws IOException {
    assertEquals(List.of("|" + "x".repeat(94)), events("data: " + "x".repeat(94) + "\n\n", 100));
    assertThrows(
        SseReader.EventTooLong.class, () -> events("data: " + "x".repeat(101) + "\n\n", 100));
    assertThrows(
        SseReader.EventTooLong.class, () -> events("data: xxxxxxxxx\n".repeat(12) + "\n", 100));
  }

  private static List<String> events(String text, int limit) throws IOException {
    return events(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), limit);
  }

  private static List<String> events(InputStream in, int limit) throws IOException {
    var reader = new SseReader(in, limit);
    var events = new ArrayList<String>();
    while (reader.next()) {
      String data = new String(reader.data(), 0, reader.size(), StandardCharsets.UTF_8);
      events.add(reader.name() + "|" + data);
    }
    return events;
  }

  private static InputStream split(byte[] bytes, int border) {
    return new SequenceInputStream(
        new ByteArrayInputStream(bytes, 0, border),
        new ByteArrayInputStream(bytes, border, bytes.length - border));
  }
}
