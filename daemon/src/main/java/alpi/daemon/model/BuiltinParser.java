package alpi.daemon.model;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a request in plain words. The table of what it understands is `docs/builtin.md`; both are
/// tested together.
final class BuiltinParser {
  /// Longest request that is matched against the table; longer ones are texts, not requests.
  static final int MAX_CHARS = 4000;

  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  private static final Pattern POLITE =
      Pattern.compile(
          "^(?:(?:please|kindly|hey|hi|hello|ok|alpi|can you|could you|would you|will you|i "
              + "want you to"
              + "|i'd like you to|now|just)[,:]?\\s+)+",
          FLAGS);
  private static final Pattern SUMMARISE =
      of(
          "(?:summari[sz]e|sum up|tl;?dr(?: of)?|(?:(?:give|write|make)(?: me)? )?an? (?:sho"
              + "rt )?summary of"
              + "|summary of|what is in|what's in)\\b:?\\s*(.*)");
  private static final Pattern LENGTH =
      of(
          "(.*?)[,;]?\\s*\\b(?:in|with|as)\\s+(\\d{1,2}|one|two|three|four|five|six|seven)\\s+"
              + "(?:sentences?|bullets?|bullet points?|lines?|points?)");
  private static final Pattern SEARCH_IN =
      of("(?:search|look|grep|find)(?: for)?\\s+(.+?)\\s+(?:in|inside|under|within)\\s+(.+)");
  private static final Pattern SEARCH_FOR =
      of("(?:search|grep|look (?:in|through))\\s+(.+?)\\s+for\\s+(.+)");
  private static final Pattern SEARCH = of("(?:search|look|grep|find)(?: for)?\\s+(.+)");
  private static final Pattern LIST =
      of(
          "(?:list|ls|show|what are)(?: me)?(?: all)?(?: the)?\\s*(?:files|contents?|folder|"
              + "directory|dir)?"
              + "(?:\\s*(?:of|in|under|inside))?(?:\\s+the)?(?:\\s+(?:folder|directory))?(?:"
              + "\\s+(.+))?");
  private static final Pattern LIST_VERB =
      of(
          "(?:list|ls)\\b.*|(?:show|what are)(?: me)?(?: all)?(?: the)? (?:files|contents?|f"
              + "older|directory)\\b.*");
  private static final Pattern READ =
      of(
          "(?:read|show|print|cat|display|open)(?: me)?(?: the)?(?: contents? of)?(?: the)?("
              + "?: file)?\\s+(.+)");
  private static final Pattern FETCH =
      of(
          "(?:fetch|get|download|open|read|show)(?: me)?(?: the)?(?: page| website| site| ur"
              + "l)?(?: at)?\\s+"
              + "<?(https?://[^\\s>]+)>?(?: as (?:plain )?text)?");
  private static final Pattern RECALL =
      of(
          "(?:recall|what did (?:we|i|you) (?:say|talk|discuss|write|decide)(?: about)?"
              + "|do you remember|search (?:my |our |the )?(?:past |old |earlier )?(?:sessio"
              + "ns|conversations|history) for"
              + "|when did (?:we|i) (?:talk|speak) about)\\s+(.+)");
  private static final Pattern REMEMBER = of("(?:remember|note|memori[sz]e)(?: that)?[: ]\\s*(.+)");
  private static final Pattern HOW =
      of(
          "(?:how (?:do|can|could|should|would|does) (?:i|you|we|one|alpi)|how to"
              + "|help(?: me)? (?:with|about|on)|where do i)\\s+(.+)");
  private static final Pattern HELP =
      of("help(?: me)?|what can you do|what do you (?:know|understand)|who are you|hello|hi|hey");
  private static final Pattern ASKED_VALUE =
      of(
          "(?:what(?:'s| is| are)|how much is|calculate|compute|evaluate|eval|solve)?\\s*:?"
              + "\\s*(.+?)\\s*=?");

  private final Optional<LocalDate> today;

  /// @param today the date that the request carries
  BuiltinParser(Optional<LocalDate> today) {
    this.today = today;
  }

  /// What is asked for.
  ///
  /// @param attached whether a text came with the request
  BuiltinAsk parse(String raw, boolean attached) {
    String text = POLITE.matcher(raw.strip()).replaceFirst("").strip();
    if (text.length() > MAX_CHARS) {
      return longText(text);
    }
    String ask = text.replaceFirst("(?<=[^.])[.!?]+$", "").strip();
    if (HELP.matcher(raw.strip().replaceFirst("[.!?]+$", "")).matches()) {
      return new BuiltinAsk.Help();
    }
    return value(ask)
        .or(() -> match(FETCH, text, m -> new BuiltinAsk.Fetch(m.group(1))))
        .or(() -> match(RECALL, ask, m -> new BuiltinAsk.Recall(bare(m.group(1)))))
        .or(() -> match(REMEMBER, text, m -> new BuiltinAsk.Remember(m.group(1).strip())))
        .or(() -> match(HOW, ask, m -> new BuiltinAsk.Manual(m.group(1).strip())))
        .or(() -> match(SUMMARISE, ask, m -> summarise(m.group(1))))
        .or(() -> search(ask))
        .or(() -> list(ask))
        .or(() -> match(READ, ask, m -> new BuiltinAsk.Read(path(m.group(1)))))
        .orElseGet(() -> attached && ask.isEmpty() ? summarise("") : new BuiltinAsk.Unknown());
  }

  private static BuiltinAsk longText(String text) {
    int line = text.indexOf('\n');
    String head = line < 0 ? "" : text.substring(0, Math.min(line, MAX_CHARS));
    return SUMMARISE.matcher(head).matches()
        ? new BuiltinAsk.Summarise(text.substring(line + 1), OptionalInt.empty())
        : new BuiltinAsk.Unknown();
  }

  private Optional<BuiltinAsk> value(String ask) {
    try {
      if (today.isPresent()) {
        Optional<String> date = new DateQuestions(today.get()).answer(ask);
        if (date.isPresent()) {
          return date.map(BuiltinAsk.Ready::new);
        }
      }
      Matcher m = ASKED_VALUE.matcher(ask);
      return m.matches()
          ? Arithmetic.answer(m.group(1)).map(BuiltinAsk.Ready::new)
          : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.of(new BuiltinAsk.Ready(String.valueOf(e.getMessage())));
    }
  }

  private static BuiltinAsk summarise(String rest) {
    Matcher m = LENGTH.matcher(rest);
    return m.matches()
        ? new BuiltinAsk.Summarise(target(m.group(1)), OptionalInt.of(number(m.group(2))))
        : new BuiltinAsk.Summarise(target(rest), OptionalInt.empty());
  }

  /// A path or URL, or the text itself; empty for "this" and the like.
  private static String target(String raw) {
    String rest = raw.strip();
    boolean pointing =
        rest.matches(
            "(?i)(?:(?:the|this|these|that|it|my|attached|piped|following|texts?|files?|input"
                + "|documents?|content|stdin|diff|logs?|page|attachments?)\\b\\s*)*:?");
    return pointing
        ? ""
        : path(rest.replaceFirst("(?is)^(?:this|the following)(?: text)?:\\s*", ""));
  }

  private static Optional<BuiltinAsk> search(String ask) {
    Optional<BuiltinAsk> quoted =
        match(SEARCH_FOR, ask, m -> new BuiltinAsk.Search(bare(m.group(2)), path(m.group(1))));
    if (!ask.matches("(?i)(?:search|look|grep|find) for\\b.*") && quoted.isPresent()) {
      return quoted;
    }
    return match(SEARCH_IN, ask, m -> new BuiltinAsk.Search(bare(m.group(1)), place(m.group(2))))
        .or(() -> match(SEARCH, ask, m -> new BuiltinAsk.Search(bare(m.group(1)), "")));
  }

  private static Optional<BuiltinAsk> list(String ask) {
    boolean file = ask.matches("(?is)show\\b.*\\.\\w{1,8}");
    if (file || !LIST_VERB.matcher(ask).matches()) {
      return Optional.empty();
    }
    return match(
        LIST, ask, m -> new BuiltinAsk.ListFolder(m.group(1) == null ? "" : place(m.group(1))));
  }

  private static String place(String raw) {
    String path = path(raw);
    return path.matches(
                "(?i)(?:here|this (?:folder|directory|project)|the (?:workspace|project)|.)?")
            && !path.equals("~")
        ? ""
        : path;
  }

  /// Without the words and quotes that people put around a path.
  private static String path(String raw) {
    String rest = raw.strip().replaceFirst("(?i)^(?:the )?(?:file|folder|directory|page) ", "");
    String named = rest.replaceFirst("(?i)^the (?=\\S+$)", "");
    return bare(named.replaceFirst("(?i) (?:file|folder|directory)$", ""));
  }

  private static String bare(String raw) {
    String text = raw.strip();
    boolean quoted =
        text.length() > 1
            && "`\"'“‘«".indexOf(text.charAt(0)) >= 0
            && "`\"'”’»".indexOf(text.charAt(text.length() - 1)) >= 0;
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private static int number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "one" -> 1;
      case "two" -> 2;
      case "three" -> 3;
      case "four" -> 4;
      case "five" -> 5;
      case "six" -> 6;
      case "seven" -> 7;
      default -> Math.max(1, Integer.parseInt(text));
    };
  }

  private static Pattern of(String regex) {
    return Pattern.compile("^(?:" + regex + ")$", FLAGS);
  }

  private static Optional<BuiltinAsk> match(
      Pattern pattern, String text, Function<Matcher, BuiltinAsk> make) {
    Matcher m = pattern.matcher(text);
    return m.matches() ? Optional.of(make.apply(m)) : Optional.empty();
  }
}
