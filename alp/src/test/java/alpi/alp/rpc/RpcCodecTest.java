package alpi.alp.rpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.RpcMessage.Failure;
import alpi.alp.rpc.RpcMessage.Malformed;
import alpi.alp.rpc.RpcMessage.Notification;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.alp.rpc.RpcMessage.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RpcCodecTest {
  private static RpcMessage one(String text) {
    return RpcCodec.decode(text.getBytes(StandardCharsets.UTF_8)).messages().getFirst();
  }

  private static Malformed refused(String text, ErrorCode code) {
    Malformed malformed = assertInstanceOf(Malformed.class, one(text), text);
    assertEquals(code, malformed.error().code(), text);
    return malformed;
  }

  private static String call(String id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"host.ping\",\"id\":" + id + "}";
  }

  @Test
  void keepsTheTypeOfAnId() {
    assertEquals(RpcId.of(7), ((Request) one(call("7"))).id());
    assertEquals(RpcId.of("7"), ((Request) one(call("\"7\""))).id());
    assertEquals(
        RpcId.of(Long.MIN_VALUE), ((Request) one(call(String.valueOf(Long.MIN_VALUE)))).id());
  }

  @Test
  void refusesIdsThatAreNoTextOrInteger() {
    for (String id : List.of("null", "1.0", "1e2", "true", "[]", "{}", "9223372036854775808")) {
      assertEquals(RpcId.NONE, refused(call(id), ErrorCode.INVALID_REQUEST).id());
    }
  }

  @Test
  void takesAnIdOfTheLongestLengthAndNoLonger() {
    assertInstanceOf(Request.class, one(call("\"" + "x".repeat(RpcId.MAX_TEXT) + "\"")));
    refused(call("\"" + "x".repeat(RpcId.MAX_TEXT + 1) + "\""), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void takesAMethodOfTheLongestLengthAndNoLonger() {
    String longest = "m".repeat(RpcCodec.MAX_METHOD);
    assertInstanceOf(
        Notification.class, one("{\"jsonrpc\":\"2.0\",\"method\":\"%s\"}".formatted(longest)));
    refused(
        "{\"jsonrpc\":\"2.0\",\"method\":\"%sm\"}".formatted(longest), ErrorCode.INVALID_REQUEST);
    refused("{\"jsonrpc\":\"2.0\",\"method\":\"\"}", ErrorCode.INVALID_REQUEST);
  }

  @Test
  void echoesAReadableIdOfAnInvalidRequest() {
    assertEquals(
        RpcId.of(5),
        refused("{\"jsonrpc\":\"2.0\",\"method\":1,\"id\":5}", ErrorCode.INVALID_REQUEST).id());
    assertEquals(
        RpcId.of("a"),
        refused("{\"jsonrpc\":\"1.0\",\"method\":\"m\",\"id\":\"a\"}", ErrorCode.INVALID_REQUEST)
            .id());
  }

  @Test
  void refusesWhatTheSpecificationDoesNotName() {
    refused(
        "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":1,\"extra\":1}", ErrorCode.INVALID_REQUEST);
    refused(
        "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":1,\"params\":null}",
        ErrorCode.INVALID_REQUEST);
    refused("{\"jsonrpc\":2.0,\"method\":\"m\",\"id\":1}", ErrorCode.INVALID_REQUEST);
    refused("{\"method\":\"m\",\"id\":1}", ErrorCode.INVALID_REQUEST);
    refused("{\"jsonrpc\":\"2.0\",\"id\":1}", ErrorCode.INVALID_REQUEST);
    refused("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":{}}", ErrorCode.INVALID_REQUEST);
    refused("\"text\"", ErrorCode.INVALID_REQUEST);
  }

  @Test
  void refusesDuplicateKeysAtAnyDepth() {
    refused(
        "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"method\":\"n\",\"id\":1}", ErrorCode.PARSE_ERROR);
    refused(
        "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":1,\"params\":{\"a\":{\"b\":1,\"b\":2}}}",
        ErrorCode.PARSE_ERROR);
    refused("{\"a\":1,\"\\u0061\":2}", ErrorCode.PARSE_ERROR);
  }

  @Test
  void takesTheDeepestNestingAndNoDeeper() {
    int inside = Json.MAX_DEPTH - 1;
    String params = "[".repeat(inside) + "]".repeat(inside);
    assertInstanceOf(
        Notification.class,
        one("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":" + params + "}"));
    refused(
        "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[" + params + "]}",
        ErrorCode.PARSE_ERROR);
    refused("[".repeat(1_000_000), ErrorCode.PARSE_ERROR);
  }

  @Test
  void takesTheLongestNumberAndNoLonger() {
    String digits = "1".repeat(Json.MAX_NUMBER_CHARS);
    String text = "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[%s]}";
    assertInstanceOf(Notification.class, one(text.formatted(digits)));
    refused(text.formatted(digits + "1"), ErrorCode.PARSE_ERROR);
  }

  @Test
  void takesTheLargestBatchAndNoLarger() {
    String member = "{\"jsonrpc\":\"2.0\",\"method\":\"m\"},";
    String members = member.repeat(RpcCodec.MAX_BATCH);
    String largest = "[" + members.substring(0, members.length() - 1) + "]";
    assertEquals(
        RpcCodec.MAX_BATCH,
        RpcCodec.decode(largest.getBytes(StandardCharsets.UTF_8)).messages().size());
    refused(
        "[" + members + member.substring(0, member.length() - 1) + "]", ErrorCode.INVALID_REQUEST);
  }

  @Test
  void takesTheLargestFrameAndNoLarger() {
    byte[] largest = new byte[RpcCodec.MAX_FRAME_BYTES];
    Arrays.fill(largest, (byte) ' ');
    byte[] call = call("1").getBytes(StandardCharsets.UTF_8);
    System.arraycopy(call, 0, largest, 0, call.length);
    assertInstanceOf(Request.class, RpcCodec.decode(largest).messages().getFirst());
    byte[] larger = Arrays.copyOf(largest, largest.length + 1);
    Malformed malformed =
        assertInstanceOf(Malformed.class, RpcCodec.decode(larger).messages().getFirst());
    assertEquals(ErrorCode.TOO_LARGE, malformed.error().code());
  }

  @Test
  void refusesNumbersThatNoDoubleHolds() {
    String before = "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[";
    for (String number : List.of("1e309", "-1E400", "1.8e308")) {
      refused(before + number + "]}", ErrorCode.PARSE_ERROR);
    }
    for (String number : List.of("1e308", "-1.7E308", "1e-400", "\"1e309\"")) {
      assertInstanceOf(Notification.class, one(before + number + "]}"), number);
    }
  }

  @Test
  void refusesHalfASurrogatePairInTextAndInKeys() {
    refused("{\"jsonrpc\":\"2.0\",\"method\":\"\\uD800\",\"id\":1}", ErrorCode.PARSE_ERROR);
    refused("{\"\\uDC00\":1}", ErrorCode.PARSE_ERROR);
    refused("[[\"\\uDC00\\uD800\"]]", ErrorCode.PARSE_ERROR);
    Notification whole = (Notification) one("{\"jsonrpc\":\"2.0\",\"method\":\"\\uD834\\uDD1E\"}");
    assertEquals("𝄞", whole.method());
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[][] cases = {
      {'"', (byte) 0xC0, (byte) 0x80, '"'},
      {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
      {'"', (byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
      {'"', (byte) 0x80, '"'},
      {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, '1'},
      {0, '1'},
      {'1', 0},
      {}
    };
    for (byte[] bytes : cases) {
      Malformed malformed =
          assertInstanceOf(
              Malformed.class,
              RpcCodec.decode(bytes).messages().getFirst(),
              () -> Arrays.toString(bytes));
      assertEquals(ErrorCode.PARSE_ERROR, malformed.error().code());
    }
  }

  @Test
  void readsBackWhatItWrites() {
    List<RpcMessage> messages =
        List.of(
            new Request(RpcId.of(1), "host.ping", Optional.of(Json.object().put("a", "ü\n"))),
            new Request(RpcId.of("x"), "host.ping", Optional.empty()),
            new Notification("host.stream", Optional.of(Json.object())),
            new Response(RpcId.of(1), Json.object().put("ok", true)),
            new Failure(
                RpcId.NONE,
                new RpcError(
                    ErrorCode.MODEL_AUTH, "No.", Optional.of("Set a key."), Optional.of("c1"))));
    for (RpcMessage message : messages) {
      byte[] bytes = RpcCodec.encode(message);
      assertEquals(List.of(message), RpcCodec.decode(bytes).messages());
      assertFalse(new String(bytes, StandardCharsets.UTF_8).contains("\n"));
    }
  }

  @Test
  void writesAResultTheSameWayWithAndWithoutATree() {
    record Small(String name, Optional<String> hint, int count) {}
    var small = new Small("a", Optional.empty(), 2);
    byte[] direct = RpcCodec.encodeResult(RpcId.of("i"), small);
    byte[] byTree = RpcCodec.encode(new Response(RpcId.of("i"), WireRecords.tree(small)));
    assertArrayEquals(byTree, direct);
    assertFalse(new String(direct, StandardCharsets.UTF_8).contains("hint"));
  }

  @Test
  void neverThrowsWhateverTheBytes() {
    long seed = 20260102L;
    Random random = new Random(seed);
    byte[] call = call("1").getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] mutated = call.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      assertTrue(RpcCodec.decode(mutated).messages().size() >= 1, () -> "seed " + seed);
    }
  }
}
