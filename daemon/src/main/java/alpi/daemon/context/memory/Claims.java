package alpi.daemon.context.memory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the relation out of a plain English sentence of a common form, without a model: "my
/// dentist is Dr. Lee", "Ana's birthday is 4 May", "the port of the printer is 9100". What has
/// another form is kept as a text without a relation.
final class Claims {
  private static final String NAME = "([^,;:.!?]{1,60}?)";
  private static final String IS = "\\s+(?:is|are|was|were)\\s+(?:now\\s+)?";
  private static final String VALUE = "([^;!?\\n]{1,200}?)[.!]?";

  private static final List<Form> FORMS =
      List.of(
          new Form("(?:my|our)\\s+" + NAME + IS + VALUE, 0, 1, 2),
          new Form("(?:the\\s+)?owner['’]s\\s+" + NAME + IS + VALUE, 0, 1, 2),
          new Form("(?:the\\s+)?" + NAME + "['’]s\\s+" + NAME + IS + VALUE, 1, 2, 3),
          new Form("the\\s+" + NAME + "\\s+of\\s+(?:the\\s+)?" + NAME + IS + VALUE, 2, 1, 3));

  private Claims() {}

  /// The relation in a sentence that is nothing else.
  static Optional<Claim> of(String text) {
    String line = text.strip();
    if (line.length() > Claim.MAX_NAME_CHARS * 2 + Claim.MAX_VALUE_CHARS) {
      return Optional.empty();
    }
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(line);
      if (matcher.matches()) {
        return claim(form, matcher);
      }
    }
    return Optional.empty();
  }

  private static Optional<Claim> claim(Form form, Matcher matcher) {
    String subject = form.subject() == 0 ? Claim.OWNER : matcher.group(form.subject()).strip();
    String attribute = matcher.group(form.attribute()).strip();
    String value = matcher.group(form.value()).strip();
    boolean whole =
        !Words.folded(subject).isEmpty()
            && !Words.folded(attribute).isEmpty()
            && !Words.folded(value).isEmpty();
    return whole
        ? Optional.of(new Claim(subject, attribute.toLowerCase(Locale.ROOT), value))
        : Optional.empty();
  }

  /// @param subject the group that holds it; 0 for the owner
  private record Form(Pattern pattern, int subject, int attribute, int value) {
    private Form(String pattern, int subject, int attribute, int value) {
      this(
          Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE),
          subject,
          attribute,
          value);
    }
  }
}
