package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvFileTest {
  @TempDir Path dir;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = dir.resolve(".env");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "A=plain|plain",
        "  export A = spaced  |spaced",
        "A=x # why|x",
        "A=x#y|x#y",
        "A=# nothing|^^",
        "A='it # is $HOME'|it # is $HOME",
        "A=\"a \\\"b\\\" \\\\ \\$c\" # why|a \"b\" \\ $c",
        "A=|^^",
        "A=k==|k=="
      })
  void readsALineAsAShellDoes(String line, String value) {
    LoadedEnv env = EnvFile.parse(line, ".env");

    assertTrue(env.warnings().isEmpty());
    assertEquals(1, env.secrets().names().size());
    assertEquals(value, env.secrets().hidden().iterator().next().reveal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lower=x", "Q", "=x", "A='open", "A=\"open\\\"", "A='x' y", "1A=x"})
  void warnsOfALineByNumberAndNeverShowsIt(String line) {
    LoadedEnv env = EnvFile.parse("# keys\nB=1\n" + line + "\n", ".env");

    assertEquals(1, env.secrets().names().size());
    assertEquals(1, env.warnings().size());
    assertTrue(env.warnings().getFirst().toString().startsWith(".env:3:1: "));
    assertFalse(env.warnings().getFirst().toString().contains(line));
  }

  @Test
  void theLastOfTwoLinesCountsAndAnEmptyValueIsAbsent() {
    Secrets secrets = EnvFile.parse("A=1\r\nA=2\r\nB=\r\n", ".env").secrets();

    assertEquals("2", secrets.get("A").orElseThrow().reveal());
    assertTrue(secrets.get("B").isEmpty());
  }

  @Test
  void setsAndUnsetsOneLineAndKeepsTheOthers() throws IOException {
    Files.writeString(file, "# keys\nA=1 # first\n\nexport B='2'\nC=3");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    EnvFile.set(file, "B", new Secret("two words"));
    EnvFile.set(file, "D", new Secret("it's $4"));
    assertTrue(EnvFile.unset(file, "A"));
    assertFalse(EnvFile.unset(file, "A"));

    assertEquals("# keys\n\nB='two words'\nC=3\nD=\"it's \\$4\"\n", Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void whatIsSetIsReadBackExactly() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      var value = new StringBuilder("x");
      for (int i = random.nextInt(30); i > 0; i--) {
        value.append((char) (' ' + random.nextInt(95)));
      }
      String text = value + "é";
      EnvFile.set(file, "KEY_" + round % 5, new Secret(text));
      Secrets secrets = EnvFile.load(file).secrets();
      assertEquals(text, secrets.get("KEY_" + round % 5).orElseThrow().reveal());
    }
  }

  @Test
  void refusesNamesAndValuesThatAFileCannotHold() {
    for (String name : new String[] {"", "a", "A-B", "1A", "A".repeat(65), "A\nB"}) {
      assertRefused(name, "x");
    }
    EnvFile.set(file, "A".repeat(64), new Secret("x".repeat(EnvFile.MAX_VALUE)));
    assertRefused("A", "x".repeat(EnvFile.MAX_VALUE + 1));
    assertRefused("A", "two\nlines");
    assertRefused("A", " x");
  }

  @Test
  void keepsASymbolicLinkAndWritesBehindIt() throws IOException {
    Path real = Files.writeString(dir.resolve("real"), "A=1\n");
    Files.createSymbolicLink(file, real);

    EnvFile.set(file, "A", new Secret("2"));

    assertTrue(Files.isSymbolicLink(file));
    assertEquals("A=2\n", Files.readString(real));
  }

  @Test
  void showsNoValueInItsTextForm() {
    Secrets secrets = EnvFile.parse("A=hunter2", ".env").secrets();

    assertEquals("Secrets[1]", secrets.toString());
    assertEquals("[***]", secrets.hidden().toString());
  }

  @Test
  void theUpperSecretsHideTheLowerOnes() {
    Secrets lower = EnvFile.parse("A=low\nB=low", ".env").secrets();
    Secrets both = EnvFile.parse("A=high", ".env").secrets().over(lower);

    assertEquals("high", both.get("A").orElseThrow().reveal());
    assertEquals("low", both.get("B").orElseThrow().reveal());
  }

  private void assertRefused(String name, String value) {
    Problem problem = assertThrows(Problem.class, () -> EnvFile.set(file, name, new Secret(value)));
    assertEquals(ErrorCode.INVALID_PARAMS, problem.code());
  }
}
