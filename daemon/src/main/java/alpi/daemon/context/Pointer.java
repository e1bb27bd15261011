package alpi.daemon.context;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The stable name of something that a model was or could be shown. It never comes to mean another
/// thing: what is deleted answers `gone`.
public sealed interface Pointer {
  /// Longest pointer, in characters.
  int MAX_CHARS = 1_100;

  /// Highest line that can be named.
  int MAX_LINE = 100_000_000;

  /// One turn of a conversation, or the answer to one call of a tool in it: `session:ID#TURN` or
  /// `session:ID#TURN/CALL`.
  record Turn(SessionId session, String turn, Optional<String> call) implements Pointer {
    @Override
    public String toString() {
      return "session:" + session + "#" + turn + call.map(id -> "/" + id).orElse("");
    }
  }

  /// Content by its hash, as text: `blob:HASH` or `blob:HASH#L10-20`.
  record Blob(Sha256 hash, Optional<Span> lines) implements Pointer {
    @Override
    public String toString() {
      return "blob:" + hash + lines.map(Span::toString).orElse("");
    }
  }

  /// A file as it is now: `file:PATH` or `file:PATH#L10-20`, the path absolute.
  record File(String path, Optional<Span> lines) implements Pointer {
    @Override
    public String toString() {
      return "file:" + path + lines.map(Span::toString).orElse("");
    }
  }

  /// Something kept in memory: `memory:NAME`.
  record Kept(String name) implements Pointer {
    @Override
    public String toString() {
      return "memory:" + name;
    }
  }

  /// Lines from 1, both ends included.
  record Span(int first, int last) {
    public Span {
      if (first < 1 || last < first || last > MAX_LINE) {
        throw Problem.of(ErrorCode.INVALID_PARAMS, "Lines are written L10-20, counted from 1.");
      }
    }

    @Override
    public String toString() {
      return "#L" + first + (last == first ? "" : "-" + last);
    }
  }

  static Turn turn(SessionId session, String turn) {
    return new Turn(session, turn, Optional.empty());
  }

  /// Reads a pointer as it is written above.
  ///
  /// @throws Problem `invalid_params`
  static Pointer of(String text) {
    if (text.length() > MAX_CHARS) {
      throw malformed(text);
    }
    Matcher session = Syntax.SESSION.matcher(text);
    if (session.matches()) {
      return new Turn(
          new SessionId(session.group(1)), session.group(2), Optional.ofNullable(session.group(3)));
    }
    Matcher blob = Syntax.BLOB.matcher(text);
    if (blob.matches()) {
      return new Blob(new Sha256(blob.group(1)), span(blob.group(2), blob.group(3)));
    }
    Matcher file = Syntax.FILE.matcher(text);
    if (file.matches()) {
      return new File(file.group(1), span(file.group(2), file.group(3)));
    }
    Matcher kept = Syntax.KEPT.matcher(text);
    if (kept.matches()) {
      return new Kept(kept.group(1));
    }
    throw malformed(text);
  }

  private static Optional<Span> span(@Nullable String first, @Nullable String last) {
    if (first == null) {
      return Optional.empty();
    }
    int from = Integer.parseInt(first);
    return Optional.of(new Span(from, last == null ? from : Integer.parseInt(last)));
  }

  private static Problem malformed(String text) {
    return Problem.of(
        ErrorCode.INVALID_PARAMS,
        "\"" + Fence.quoted(text) + "\" is no pointer.",
        "Pointers look like session:ID#TURN, blob:HASH, file:/PATH#L10-20 or memory:NAME.");
  }

  /// How each kind is written.
  final class Syntax {
    private static final String LINES = "(?:#L(\\d{1,8})(?:-L?(\\d{1,8}))?)?";
    private static final Pattern SESSION =
        Pattern.compile("session:(s[0-9a-z]{17})#([^\\s/#]{1,64})(?:/([^\\s]{1,200}))?");
    private static final Pattern BLOB = Pattern.compile("blob:([0-9a-f]{64})" + LINES);
    private static final Pattern FILE = Pattern.compile("file:(/.*?)" + LINES, Pattern.DOTALL);
    private static final Pattern KEPT = Pattern.compile("memory:([^\\s]{1,200})");

    private Syntax() {}
  }
}
