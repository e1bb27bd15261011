package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.rpc.Problem;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class ConfigFileFuzz {
  private static final Path FILE = Path.of("config.yaml");
  private static final String MODEL = "openai/other";

  /// Any text is either settings or one Problem; settings can be changed, and then say what was
  /// asked, or the change is refused with a Problem.
  @FuzzTest(maxDuration = "2m")
  void readsAndPatchesAnyText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      ConfigFile.check(FILE, text);
      Patched patched =
          ConfigPatch.of(new ConfigPatch.SetText("model", MODEL))
              .apply(text, ConfigFault.ofFile("config.yaml", "config.yaml"));
      assertEquals(MODEL, patched.after().config().model());
    } catch (Problem refused) {
      assertEquals(false, refused.sentence().isBlank());
    }
  }
}
