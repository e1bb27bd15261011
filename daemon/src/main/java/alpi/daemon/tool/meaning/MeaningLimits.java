package alpi.daemon.tool.meaning;

import java.time.Duration;

/// How much is asked of the endpoint at once, and how long it is waited for.
///
/// @param texts of one request
/// @param textChars of one text; of a longer one its head
/// @param requestChars of one request
/// @param settle how long a question waits for what is being filled in
/// @param question for a question's vector
/// @param request for the vectors of one request
/// @param rest after a failure, in which it is not asked
public record MeaningLimits(
    int texts,
    int textChars,
    int requestChars,
    Duration settle,
    Duration question,
    Duration request,
    Duration rest) {
  public static final MeaningLimits DEFAULT =
      new MeaningLimits(
          32,
          4_000,
          32_000,
          Duration.ofMillis(300),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));
}
