package alpi.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static final LocalDateTime START = LocalDateTime.parse("2026-01-01T00:00");

  private static List<String> first(String expression, int count) {
    Cron cron = Cron.parse(expression);
    List<String> all = new ArrayList<>();
    Optional<LocalDateTime> next = cron.from(START);
    while (all.size() < count) {
      all.add(next.orElseThrow().toString());
      next = cron.from(next.orElseThrow().plusSeconds(1));
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 9 * * 1-5      | 2026-01-01T09:00, 2026-01-02T09:00, 2026-01-05T09:00
          0 9 * * mon-fri  | 2026-01-01T09:00, 2026-01-02T09:00, 2026-01-05T09:00
          0 0 * * 7        | 2026-01-04T00:00, 2026-01-11T00:00, 2026-01-18T00:00
          0 0 * * 5-7      | 2026-01-02T00:00, 2026-01-03T00:00, 2026-01-04T00:00
          0 0 13 * fri     | 2026-01-02T00:00, 2026-01-09T00:00, 2026-01-13T00:00
          0 0 */10 * fri   | 2026-05-01T00:00, 2026-07-31T00:00, 2026-08-21T00:00
          0 0 29 2 *       | 2028-02-29T00:00, 2032-02-29T00:00, 2036-02-29T00:00
          0 0 31 * *       | 2026-01-31T00:00, 2026-03-31T00:00, 2026-05-31T00:00
          5/20 4 1 JAN,dec * | 2026-01-01T04:05, 2026-01-01T04:25, 2026-01-01T04:45
          10-40/15 0 * * * | 2026-01-01T00:10, 2026-01-01T00:25, 2026-01-01T00:40
          */20 * * * * *   | 2026-01-01T00:00, 2026-01-01T00:00:20, 2026-01-01T00:00:40
          59 59 23 31 12 * | 2026-12-31T23:59:59, 2027-12-31T23:59:59, 2028-12-31T23:59:59
          @weekly          | 2026-01-04T00:00, 2026-01-11T00:00, 2026-01-18T00:00
          @hourly          | 2026-01-01T00:00, 2026-01-01T01:00, 2026-01-01T02:00
          """)
  void findsTheTimesThatFit(String expression, String times) {
    assertEquals(times, String.join(", ", first(expression, 3)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "5-1 * * * *",
        "fri-mon * * * *",
        "* * * * fri-mon",
        "*/0 * * * *",
        "*/90 * * * *",
        "1,,2 * * * *",
        "a * * * *",
        "-1 * * * *",
        "1- * * * *",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "@never",
        "1.5 * * * *",
        "99999 * * * *",
        "L * * * *"
      })
  void refusesWhatIsNoExpressionOrNeverComes(String expression) {
    Problem problem = assertThrows(Problem.class, () -> Cron.parse(expression));
    assertEquals(ErrorCode.INVALID_PARAMS, problem.code());
  }

  @Test
  void refusesAnExpressionOnePastTheLimit() {
    String most = "0 0 1 1 0".concat(",0".repeat((Cron.MAX_CHARS - 9) / 2));
    Cron.parse(most);
    assertThrows(Problem.class, () -> Cron.parse(most + ",0,0"));
  }

  @Test
  void runsInEveryHourOnlyWhereEveryHourIsNamed() {
    assertTrue(Cron.parse("*/30 * * * *").hourly());
    assertTrue(Cron.parse("0 0-23 * * *").hourly());
    assertFalse(Cron.parse("0 */2 * * *").hourly());
  }
}
