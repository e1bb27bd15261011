package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConfigRevertTest {
  private static final ConfigFault FAULT = ConfigFault.ofFile("config.yaml", "/h/config.yaml");

  @Test
  void bringsBackWhatTheOldFileSaidAndRemovesWhatItDidNot() {
    String before = "model: a/b # mine\n";
    String after = "model: c/d # mine\ntools:\n  max_steps: 5\n";

    assertReverts("model: a/b # mine\ntools:\n", before, after, after, false);
  }

  @Test
  void leavesLaterChangesAlone() {
    String before = "";
    String after = "tools: {max_steps: 5}\n";
    String now = "tools: {max_steps: 5, max_parallel: 2}\nmodel: x/y\n";

    assertReverts("tools: {max_parallel: 2}\nmodel: x/y\n", before, after, now, false);
  }

  @Test
  void namesAConflictAndGoesOverItOnlyWhenForced() {
    String before = "model: a/b\nposture: strict\n";
    String after = "model: c/d\nposture: relaxed\n";
    String now = "model: e/f\nposture: relaxed\n";

    assertEquals(List.of("model"), ConfigRevert.plan(before, after, now, false).conflicts());
    assertReverts("model: e/f\nposture: strict\n", before, after, now, false);
    assertReverts(before, before, after, now, true);
  }

  @Test
  void anEntryThatWasNotThereGoesAsAWhole() {
    String after = "model: a/b\nproviders:\n  x:\n    key: A\n    base_url: http://h\n";

    assertReverts("model: a/b\nproviders:\n", "model: a/b\n", after, after, false);
  }

  @Test
  void anEntryThatWasRemovedComesBackWithAllItHeld() {
    String before = "providers: {x: {key: A, base_url: http://h, headers: {X: y}}}\n";
    ConfigRevert plan = ConfigRevert.plan(before, "providers:\n", "providers:\n", false);

    ProfileConfig config = plan.patch().orElseThrow().apply("providers:\n", FAULT).after().config();
    assertEquals(ConfigFile.parse(before, FAULT).config(), config);
  }

  @Test
  void nothingIsLeftToDoWhenTheOldValueIsBackAlready() {
    assertEquals(
        new ConfigRevert(Optional.empty(), List.of()),
        ConfigRevert.plan("", "model: a/b\n", "# gone\n", false));
  }

  private static void assertReverts(
      String expected, String before, String after, String now, boolean force) {
    ConfigRevert plan = ConfigRevert.plan(before, after, now, force);
    assertEquals(expected, plan.patch().orElseThrow().apply(now, FAULT).after().text());
  }
}
