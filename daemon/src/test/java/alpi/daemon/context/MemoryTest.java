package alpi.daemon.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Home;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  @TempDir Path dir;
  private ProfileHome home;

  @BeforeEach
  void open() {
    home = new Home(dir).profile(ProfileName.DEFAULT);
    PrivateFiles.directory(home.memories());
  }

  @Test
  void whatIsMissingIsEmpty() {
    Memory memory = Memory.read(home, 8_000);
    assertEquals("", memory.agent() + memory.user() + memory.memory());
    assertFalse(memory.holdsPrivateData());
    assertTrue(memory.omitted().isEmpty());
  }

  @Test
  void aHugeFileIsCutAtALine() throws IOException {
    write("MEMORY.md", "a fact\n".repeat(1_000_000));
    write("USER.md", "u".repeat(3_000));
    Memory memory = Memory.read(home, 8_000);
    assertEquals(3_000, memory.user().length());
    assertTrue(memory.memory().length() <= 5_000);
    assertTrue(memory.memory().endsWith("a fact"));
    assertEquals("memory:MEMORY.md", memory.omitted().getFirst().pointer());
    assertEquals(1, memory.omitted().size());
  }

  @Test
  void limitsHoldAtTheirEdge() throws IOException {
    write("AGENT.md", "x".repeat(Memory.MAX_AGENT_CHARS));
    assertTrue(Memory.read(home, 0).omitted().isEmpty());
    write("AGENT.md", "x".repeat(Memory.MAX_AGENT_CHARS + 1));
    Memory past = Memory.read(home, 0);
    assertEquals(Memory.MAX_AGENT_CHARS, past.agent().length());
    assertEquals("budget", past.omitted().getFirst().reason());
  }

  @Test
  void whatIsNoTextIsLeftOutAndNamed() throws IOException {
    Files.write(home.memories().resolve("MEMORY.md"), new byte[] {'P', 'K', 0, 1, 2});
    Files.createDirectory(home.memories().resolve("USER.md"));
    Files.write(home.memories().resolve("AGENT.md"), new byte[] {'o', 'k', (byte) 0xff});
    Memory memory = Memory.read(home, 8_000);
    assertEquals("", memory.memory() + memory.user());
    assertEquals("ok\ufffd", memory.agent());
    assertEquals(2, memory.omitted().size());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(home.memories().resolve(name), text);
  }
}
