package alpi.alp.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// JSONTestSuite against the reader that every frame passes.
class JsonTestSuiteTest {
  /// Two readers could take two values from these, so they are refused on purpose.
  private static final Set<String> DUPLICATE_KEYS =
      Set.of("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");

  private static List<Path> cases(String prefix) throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(
                    JsonTestSuiteTest.class.getResource("/jsontestsuite/test_parsing"))
                .toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> name(file).startsWith(prefix)).sorted().toList();
    }
  }

  private static String name(Path file) {
    return Objects.requireNonNull(file.getFileName()).toString();
  }

  private static boolean parses(Path file) {
    try {
      RpcFrame frame = RpcCodec.decode(Files.readAllBytes(file));
      return frame.messages().stream()
          .noneMatch(message ->
              message instanceof RpcMessage.Malformed malformed
                  && malformed.error().code() == ErrorCode.PARSE_ERROR);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesAll188InvalidTexts() throws Exception {
    List<Path> cases = cases("n_");
    assertEquals(188, cases.size());
    assertEquals(List.of(), cases.stream().filter(JsonTestSuiteTest::parses).toList());
  }

  @Test
  void readsAllValidTextsButTheDuplicateKeys() throws Exception {
    List<Path> cases = cases("y_");
    assertEquals(95, cases.size());
    assertEquals(
        DUPLICATE_KEYS.stream().sorted().toList(),
        cases.stream()
            .filter(Predicate.not(JsonTestSuiteTest::parses))
            .map(JsonTestSuiteTest::name)
            .toList());
  }

  @Test
  void survivesTheTextsThatMayGoEitherWay() throws Exception {
    List<Path> cases = cases("i_");
    assertEquals(35, cases.size());
    cases.forEach(JsonTestSuiteTest::parses);
  }
}
