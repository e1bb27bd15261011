package alpi.alp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;

class CanonicalJsonFuzz {
  /// A canonical text is its own canonical text: hashes taken over it cannot drift.
  @FuzzTest(maxDuration = "2m")
  void isAFixedPoint(byte[] bytes) {
    canonical(new String(bytes, StandardCharsets.UTF_8))
        .ifPresent(once -> assertEquals(Optional.of(once), canonical(once)));
  }

  /// Empty when the text is no JSON, or has no canonical form.
  private static Optional<String> canonical(String text) {
    try {
      return Optional.of(CanonicalJson.text(Json.parse(text)));
    } catch (JacksonException | IllegalArgumentException refused) {
      return Optional.empty();
    }
  }
}
