package alpi.daemon.context;

import alpi.daemon.base.Cut;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.policy.SensitivePaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a profile knows by heart: who the agent is (`AGENT.md`), who the owner is (`USER.md`), what
/// is worth keeping (`MEMORY.md`). A file that is missing is empty; one that is no text, or no
/// plain file, is left out and named.
///
/// @param agent the owner's instructions; the other two are data
public record Memory(String agent, String user, String memory, List<Omitted> omitted) {
  /// Largest persona, in characters.
  public static final int MAX_AGENT_CHARS = 16_000;

  private static final String AGENT = "AGENT.md";
  private static final String USER = "USER.md";
  private static final String MEMORY = "MEMORY.md";

  /// The share of the owner's profile in the characters of memory, in eighths.
  private static final int USER_EIGHTHS = 3;

  /// What the headings around the three parts take.
  private static final int FRAME_TOKENS = 40;

  private static final int MAX_UTF8_BYTES = 4;
  private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

  public Memory {
    omitted = List.copyOf(omitted);
  }

  /// @param chars how many characters of USER.md and MEMORY.md together
  public static Memory read(ProfileHome home, int chars) {
    return read(home, MAX_AGENT_CHARS, chars);
  }

  /// As much of it as the prompt has room for.
  ///
  /// @param tokens most that the whole system prompt may take
  static Memory within(ProfileHome home, int chars, long tokens) {
    Memory memory = read(home, chars);
    long size = Tokens.of(SystemPrompt.of(memory));
    long room = Math.max(0, tokens - Tokens.of(SystemPrompt.BASE));
    if (size <= tokens) {
      return memory;
    }
    // A token is never less than one character, so this fits whatever the script.
    int agent = (int) Math.min(memory.agent().length(), room / 2);
    return read(home, agent, (int) Math.min(chars, Math.max(0, room - agent - FRAME_TOKENS)));
  }

  private static Memory read(ProfileHome home, int agentChars, int chars) {
    List<Omitted> omitted = new ArrayList<>();
    Path dir = home.memories();
    String agent = file(dir, AGENT, agentChars, omitted);
    String user = file(dir, USER, chars * USER_EIGHTHS / 8, omitted);
    String memory = file(dir, MEMORY, chars - user.length(), omitted);
    return new Memory(agent, user, memory, omitted);
  }

  /// The files that it is read from, as far as they are there, with links resolved.
  static List<Path> files(ProfileHome home) {
    return Stream.of(AGENT, USER, MEMORY)
        .map(home.memories()::resolve)
        .filter(Files::exists)
        .map(SensitivePaths::resolve)
        .toList();
  }

  /// Whether anything private of the owner is in it.
  public boolean holdsPrivateData() {
    return !user.isEmpty() || !memory.isEmpty();
  }

  private static String file(Path dir, String name, int chars, List<Omitted> omitted) {
    Path file = dir.resolve(name);
    if (!Files.exists(file)) {
      return "";
    }
    if (chars <= 0) {
      return leftOut(name, "budget", 0, omitted);
    }
    try {
      if (!Files.isRegularFile(file)) {
        return leftOut(name, "unreadable", 0, omitted);
      }
      long size = Files.size(file);
      String text = head(file, chars);
      if (text.indexOf('\0') >= 0) {
        return leftOut(name, "unreadable", size / MAX_UTF8_BYTES, omitted);
      }
      return bounded(name, text.strip(), chars, size, omitted);
    } catch (IOException e) {
      LOG.warn("event=memory_unreadable file={}", file, e);
      return leftOut(name, "unreadable", 0, omitted);
    }
  }

  private static String head(Path file, int chars) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((chars + 1) * MAX_UTF8_BYTES);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static String bounded(
      String name, String text, int chars, long size, List<Omitted> omitted) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Cut.at(text, chars);
    int line = text.lastIndexOf('\n', end);
    String head = text.substring(0, line > end / 2 ? line : end);
    leftOut(name, "budget", Math.max(0, size - head.length()) / MAX_UTF8_BYTES, omitted);
    return head;
  }

  private static String leftOut(String name, String why, long tokens, List<Omitted> omitted) {
    omitted.add(new Omitted("memory:" + name, why, tokens));
    return "";
  }
}
