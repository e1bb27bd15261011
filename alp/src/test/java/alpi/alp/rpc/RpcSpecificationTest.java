package alpi.alp.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.RpcMessage.Failure;
import alpi.alp.rpc.RpcMessage.Malformed;
import alpi.alp.rpc.RpcMessage.Notification;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.alp.rpc.RpcMessage.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The examples of section 7 of the JSON-RPC 2.0 specification, as far as a codec sees them.
class RpcSpecificationTest {
  private static RpcFrame decode(String text) {
    return RpcCodec.decode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static RpcMessage one(String text) {
    RpcFrame frame = decode(text);
    assertFalse(frame.batch());
    return frame.messages().getFirst();
  }

  private static void refuses(String text, ErrorCode code, RpcId id) {
    Malformed malformed = assertInstanceOf(Malformed.class, one(text));
    assertEquals(code, malformed.error().code());
    assertEquals(id, malformed.id());
  }

  @Test
  void readsACallWithPositionalParams() {
    Request request =
        assertInstanceOf(
            Request.class,
            one("{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[42,23],\"id\":1}"));
    assertEquals(RpcId.of(1), request.id());
    assertEquals("subtract", request.method());
    assertEquals("[42,23]", request.params().orElseThrow().toString());
  }

  @Test
  void readsACallWithNamedParams() {
    Request request =
        assertInstanceOf(
            Request.class,
            one(
                """
                {"jsonrpc": "2.0", "method": "subtract",
                 "params": {"subtrahend": 23, "minuend": 42}, "id": 3}\
                """));
    assertEquals(42, request.params().orElseThrow().path("minuend").asInt());
  }

  @Test
  void readsNotificationsWithAndWithoutParams() {
    assertInstanceOf(
        Notification.class,
        one("{\"jsonrpc\": \"2.0\", \"method\": \"update\", \"params\": [1,2,3,4,5]}"));
    assertInstanceOf(Notification.class, one("{\"jsonrpc\": \"2.0\", \"method\": \"foobar\"}"));
  }

  @Test
  void refusesInvalidJsonWithANullId() {
    refuses(
        "{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz]",
        ErrorCode.PARSE_ERROR,
        RpcId.NONE);
  }

  @Test
  void refusesAnInvalidRequest() {
    refuses(
        "{\"jsonrpc\": \"2.0\", \"method\": 1, \"params\": \"bar\"}",
        ErrorCode.INVALID_REQUEST,
        RpcId.NONE);
  }

  @Test
  void refusesAnInvalidBatchAsAWhole() {
    refuses(
        """
        [
          {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
          {"jsonrpc": "2.0", "method"
        ]\
        """,
        ErrorCode.PARSE_ERROR,
        RpcId.NONE);
  }

  @Test
  void refusesAnEmptyBatchWithOneError() {
    refuses("[]", ErrorCode.INVALID_REQUEST, RpcId.NONE);
  }

  @Test
  void refusesEachInvalidMemberOfABatch() {
    assertEquals(1, decode("[1]").messages().size());
    RpcFrame frame = decode("[1,2,3]");
    assertTrue(frame.batch());
    assertEquals(3, frame.messages().size());
    for (RpcMessage message : frame.messages()) {
      Malformed malformed = assertInstanceOf(Malformed.class, message);
      assertEquals(ErrorCode.INVALID_REQUEST, malformed.error().code());
      assertEquals(RpcId.NONE, malformed.id());
    }
  }

  @Test
  void readsTheMixedBatch() {
    RpcFrame frame =
        decode(
            """
            [
              {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
              {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
              {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
              {"foo": "boo"},
              {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
              {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
            ]\
            """);
    List<Class<?>> kinds =
        frame.messages().stream().<Class<?>>map(message -> message.getClass()).toList();
    assertEquals(
        List.<Class<?>>of(
            Request.class,
            Notification.class,
            Request.class,
            Malformed.class,
            Request.class,
            Request.class),
        kinds);
  }

  @Test
  void readsAnswersAndFailures() {
    Response response =
        assertInstanceOf(Response.class, one("{\"jsonrpc\":\"2.0\",\"result\":19,\"id\":1}"));
    assertEquals(19, response.result().asInt());
    Failure failure =
        assertInstanceOf(
            Failure.class,
            one(
                """
                {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"},
                 "id": "1"}\
                """));
    assertEquals(ErrorCode.METHOD_NOT_FOUND, failure.error().code());
    assertEquals(RpcId.of("1"), failure.id());
  }
}
