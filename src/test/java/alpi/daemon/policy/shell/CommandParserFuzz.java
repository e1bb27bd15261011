package alpi.daemon.policy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

class CommandParserFuzz {
  private static final Path HOME = Path.of("/home/ana");
  private static final Path WORK = HOME.resolve("work");

  private final CommandTiers tiers =
      new CommandTiers(
          new SensitivePaths(new Home(HOME.resolve(".alpi")), ProfileName.DEFAULT),
          (name, _) -> Optional.of(Path.of("/usr/bin/" + Judge.basename(name))));

  /// Any text is read and judged, or refused in words; the same text always gets the same answer,
  /// and what is not understood is never called safe.
  @FuzzTest(maxDuration = "2m")
  void readsAndJudgesAnyCommand(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    CommandVerdict verdict = tiers.assess(text, WORK, HOME, WORK);
    assertEquals(verdict.tier(), tiers.assess(text, WORK, HOME, WORK).tier());
    switch (CommandParser.parse(text)) {
      case ParseResult.Parsed parsed ->
          assertTrue(parsed.segments() <= CommandParser.MAX_SEGMENTS, "beyond the limit");
      case ParseResult.TooComplex(String reason) -> refused(verdict, reason);
      case ParseResult.Unparsable(String reason) -> refused(verdict, reason);
    }
  }

  private static void refused(CommandVerdict verdict, String reason) {
    assertNotEquals(Tier.SAFE, verdict.tier(), reason);
    assertTrue(!reason.isBlank(), "no reason");
  }
}
