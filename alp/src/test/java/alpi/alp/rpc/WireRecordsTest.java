package alpi.alp.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WireRecordsTest {
  record Inner(String path) {}

  record Params(
      String text,
      boolean loud,
      int count,
      Optional<String> session,
      OptionalInt limit,
      List<String> kinds,
      Map<String, String> environment,
      Optional<BigDecimal> maxUsd,
      Optional<Inner> inner) {
    Params {
      if (count > 9) {
        throw new IllegalArgumentException("count is at most 9");
      }
    }
  }

  private static Params read(String json) {
    return WireRecords.params(Params.class, Optional.of(Json.parse(json)));
  }

  private static String refused(String json) {
    Problem problem = assertThrows(Problem.class, () -> read(json));
    assertEquals(ErrorCode.INVALID_PARAMS, problem.code());
    return problem.sentence();
  }

  @Test
  void fillsWhatMayBeAbsent() {
    Params params = read("{\"text\":\"a\",\"loud\":true,\"count\":1}");
    assertEquals(Optional.empty(), params.session());
    assertEquals(OptionalInt.empty(), params.limit());
    assertEquals(List.of(), params.kinds());
    assertEquals(Map.of(), params.environment());
  }

  @Test
  void namesTheFieldThatIsMissing() {
    assertTrue(refused("{\"loud\":true,\"count\":1}").contains("`text`"));
    assertTrue(refused("{\"text\":null,\"loud\":true,\"count\":1}").contains("`text`"));
    assertTrue(refused("{\"text\":\"a\",\"count\":1}").contains("`loud`"));
  }

  @Test
  void namesTheFieldThatIsUnknown() {
    Problem problem =
        assertThrows(
            Problem.class, () -> read("{\"text\":\"a\",\"loud\":true,\"count\":1,\"txt\":1}"));
    assertTrue(problem.sentence().contains("`txt`"));
    assertTrue(problem.hint().orElseThrow().contains("text, loud, count"));
    refused("{\"text\":\"a\",\"loud\":true,\"count\":1,\"inner\":{\"path\":\"/\",\"x\":1}}");
  }

  @Test
  void convertsNothingBetweenTypes() {
    assertTrue(refused("{\"text\":5,\"loud\":true,\"count\":1}").contains("`text`"));
    assertTrue(refused("{\"text\":\"a\",\"loud\":\"true\",\"count\":1}").contains("`loud`"));
    assertTrue(refused("{\"text\":\"a\",\"loud\":true,\"count\":\"1\"}").contains("`count`"));
    assertTrue(refused("{\"text\":\"a\",\"loud\":true,\"count\":1.5}").contains("`count`"));
    assertTrue(refused("{\"text\":\"a\",\"loud\":true,\"count\":99999999999}").contains("count"));
  }

  @Test
  void tellsWhyARecordRefusedItsValues() {
    assertTrue(refused("{\"text\":\"a\",\"loud\":true,\"count\":10}").contains("at most 9"));
  }

  @Test
  void refusesPositionalParams() {
    refused("[1,2]");
  }

  @Test
  void leavesAbsentOptionalsOutAndWritesAmountsPlainly() {
    Params params =
        new Params(
            "a",
            false,
            1,
            Optional.empty(),
            OptionalInt.of(3),
            List.of(),
            Map.of(),
            Optional.of(new BigDecimal("1E-7")),
            Optional.empty());
    assertEquals(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
            + "{\"text\":\"a\",\"loud\":false,\"count\":1,\"limit\":3,\"kinds\":[],"
            + "\"environment\":{},\"maxUsd\":0.0000001}}",
        new String(RpcCodec.encodeResult(RpcId.of(1), params), StandardCharsets.UTF_8));
  }
}
