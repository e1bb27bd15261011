package alpi.daemon.config;

import alpi.daemon.config.SecretTrie.Span;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises secrets nobody registered by their look: vendors' key prefixes, private key blocks,
/// passwords inside addresses. Every repetition is bounded, so the time is linear in the text.
final class SecretShapes {
  /// Most characters of one key or address that are looked at.
  static final int MAX_TOKEN = 512;

  /// Most characters of one private key block.
  static final int MAX_BLOCK = 16 << 10;

  static final String BLOCK_START = "-----BEGIN ";

  private static final Pattern BLOCK_HEAD =
      Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----");
  private static final Pattern BLOCK_TAIL =
      Pattern.compile("-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----");

  private static final List<Look> LOOKS =
      List.of(
          new Look("sk-", "(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{16,400}"),
          new Look("gh", "(?<![A-Za-z0-9])gh[oprsu]_[A-Za-z0-9]{20,255}"),
          new Look("github_pat_", "github_pat_[A-Za-z0-9_]{20,255}"),
          new Look("xox", "(?<![A-Za-z0-9])xox[a-z]-[A-Za-z0-9-]{10,255}"),
          new Look("AIza", "AIza[A-Za-z0-9_-]{30,60}"),
          new Look("AKIA", "(?<![A-Z0-9])AKIA[A-Z0-9]{16}"),
          new Look("ASIA", "(?<![A-Z0-9])ASIA[A-Z0-9]{16}"),
          new Look("gsk_", "(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{20,255}"),
          new Look("://", "(?<=://)[^\\s/:@\"'<>]{0,100}:[^\\s/@\"'<>]{1,300}(?=@)"));

  private SecretShapes() {}

  /// Adds to `spans` where something looks like a secret.
  static void scan(String text, List<Span> spans) {
    for (Look look : LOOKS) {
      if (text.contains(look.prefix)) {
        Matcher matcher = look.pattern.matcher(text);
        while (matcher.find()) {
          spans.add(new Span(matcher.start(), matcher.end()));
        }
      }
    }
    if (text.contains(BLOCK_START)) {
      scanBlocks(text, spans);
    }
  }

  /// A block without an end counts up to the end of the text.
  private static void scanBlocks(String text, List<Span> spans) {
    Matcher head = BLOCK_HEAD.matcher(text);
    Matcher tail = BLOCK_TAIL.matcher(text);
    int from = 0;
    while (head.find(from)) {
      from = tail.find(head.end()) ? tail.end() : text.length();
      spans.add(new Span(head.start(), from));
    }
  }

  /// Where the last piece of `text` starts that may go on in the next chunk and be a secret then;
  /// the length of `text` if there is none.
  static int openFrom(String text) {
    int word = text.length();
    int floor = Math.max(0, text.length() - MAX_TOKEN);
    while (word > floor && !Character.isWhitespace(text.charAt(word - 1))) {
      word--;
    }
    String tail = text.substring(word);
    int open = LOOKS.stream().anyMatch(look -> mayContain(tail, look.prefix)) ? word : -1;
    int block = openBlock(text);
    return Math.min(open < 0 ? text.length() : open, block);
  }

  private static int openBlock(String text) {
    int none = text.length() - endsWithStartOf(text, BLOCK_START);
    int start = text.lastIndexOf(BLOCK_START);
    if (start < 0 || text.length() - start > MAX_BLOCK) {
      return none;
    }
    boolean headWhole = BLOCK_HEAD.matcher(text).region(start, text.length()).lookingAt();
    boolean headOpen = text.indexOf("-----", start + BLOCK_START.length()) < 0;
    boolean closed = BLOCK_TAIL.matcher(text).find(start);
    return (headWhole || headOpen) && !closed ? start : none;
  }

  private static boolean mayContain(String word, String prefix) {
    return word.contains(prefix) || endsWithStartOf(word, prefix) > 0;
  }

  private static int endsWithStartOf(String text, String prefix) {
    for (int length = Math.min(prefix.length(), text.length()); length > 0; length--) {
      if (text.endsWith(prefix.substring(0, length))) {
        return length;
      }
    }
    return 0;
  }

  private static final class Look {
    private final String prefix;
    private final Pattern pattern;

    private Look(String prefix, String pattern) {
      this.prefix = prefix;
      this.pattern = Pattern.compile(pattern);
    }
  }
}
