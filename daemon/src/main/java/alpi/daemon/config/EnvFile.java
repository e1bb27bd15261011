package alpi.daemon.config;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `.env` file of a profile: one `NAME=value` a line, optional `export`, quotes and comments,
/// so that a shell reads it the same way. Nothing is expanded. A line that cannot be used is warned
/// of by number, never shown.
public final class EnvFile {
  /// Which names a secret may have.
  public static final String NAME_PATTERN = "[A-Z_][A-Z0-9_]{0,63}";

  /// Most characters of one value.
  public static final int MAX_VALUE = 8192;

  private static final Pattern NAME = Pattern.compile(NAME_PATTERN);
  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?(" + NAME_PATTERN + ")\\s*=\\s*(.*?)\\s*");
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./:@%+=,-]*");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([\\\\\"$`])");

  private EnvFile() {}

  /// Reads `file`; without one there are no secrets.
  ///
  /// @throws Problem `config_broken` for a file that cannot be read as text
  public static LoadedEnv load(Path file) {
    return parse(ConfigFile.read(file, ConfigFile.fault(file)), ConfigFile.fault(file).file());
  }

  static LoadedEnv parse(String text, String name) {
    Map<String, Secret> secrets = new TreeMap<>();
    List<Warning> warnings = new ArrayList<>();
    List<String> lines = ConfigFile.withoutBom(text).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Optional<Assignment> assignment = assignment(line);
      if (assignment.isPresent()) {
        secrets.put(assignment.get().name(), new Secret(assignment.get().value()));
      } else if (!line.isBlank() && !line.strip().startsWith("#")) {
        String what = "this line is not NAME=value on one line; it is ignored.";
        warnings.add(new Warning(name, i + 1, 1, what));
      }
    }
    return new LoadedEnv(Secrets.of(secrets), warnings);
  }

  /// Sets one secret, keeping all other lines; the file is 0600 from its first byte.
  public static void set(Path file, String name, Secret value) {
    String line = checkedName(name) + "=" + quoted(checkedValue(value));
    List<String> lines = lines(file);
    int at = lastOf(lines, name);
    if (at < 0) {
      lines.add(line);
    } else {
      lines.set(at, line);
    }
    write(file, lines);
  }

  /// Refuses a name or a value that the file cannot hold.
  ///
  /// @throws Problem `invalid_params`
  public static void check(String name, Secret value) {
    checkedName(name);
    checkedValue(value);
  }

  /// Takes one secret out.
  ///
  /// @return whether it was there
  public static boolean unset(Path file, String name) {
    List<String> lines = lines(file);
    boolean found = lines.removeIf(line -> names(line, name));
    if (found) {
      write(file, lines);
    }
    return found;
  }

  private static Optional<Assignment> assignment(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? unquoted(matcher.group(2))
            .filter(value -> value.length() <= MAX_VALUE)
            .map(value -> new Assignment(matcher.group(1), value))
        : Optional.empty();
  }

  private static Optional<String> unquoted(String raw) {
    if (raw.startsWith("'")) {
      return closed(raw, raw.indexOf('\'', 1));
    }
    if (raw.startsWith("\"")) {
      return closed(raw, closingQuote(raw)).map(text -> ESCAPE.matcher(text).replaceAll("$1"));
    }
    int comment = raw.startsWith("#") ? 0 : raw.indexOf(" #");
    return Optional.of(comment < 0 ? raw : raw.substring(0, comment).strip());
  }

  /// What stands between the quotes, if nothing but a comment follows.
  private static Optional<String> closed(String raw, int end) {
    if (end < 0) {
      return Optional.empty();
    }
    String rest = raw.substring(end + 1).strip();
    return rest.isEmpty() || rest.startsWith("#")
        ? Optional.of(raw.substring(1, end))
        : Optional.empty();
  }

  private static int closingQuote(String raw) {
    for (int i = 1; i < raw.length(); i++) {
      if (raw.charAt(i) == '\\') {
        i++;
      } else if (raw.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  private static String quoted(String value) {
    if (BARE.matcher(value).matches()) {
      return value;
    }
    return value.contains("'")
        ? "\"" + value.replaceAll("([\\\\\"$`])", "\\\\$1") + "\""
        : "'" + value + "'";
  }

  private static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That is not the name of a secret.",
          "Use 1 to 64 capitals, digits and underscores, as in OPENAI_API_KEY.");
    }
    return name;
  }

  private static String checkedValue(Secret secret) {
    String value = secret.reveal();
    boolean oneLine = value.chars().noneMatch(Character::isISOControl);
    if (value.length() > MAX_VALUE || !oneLine || !value.equals(value.strip())) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A secret is one line of at most " + MAX_VALUE + " characters without spaces around it.",
          "Paste it again without line breaks.");
    }
    return value;
  }

  private static boolean names(String line, String name) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() && matcher.group(1).equals(name);
  }

  private static int lastOf(List<String> lines, String name) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (names(lines.get(i), name)) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> lines(Path file) {
    String text = ConfigFile.withoutBom(ConfigFile.read(file, ConfigFile.fault(file)));
    return new ArrayList<>(text.lines().toList());
  }

  private static void write(Path file, List<String> lines) {
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    ConfigFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private record Assignment(String name, String value) {}
}
