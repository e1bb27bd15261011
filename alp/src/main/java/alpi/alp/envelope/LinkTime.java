package alpi.alp.envelope;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Times in envelopes. Written with six digits of a second and `Z`, because there are readers that
/// take exactly three or six; read with any number of digits up to nine and any numeric offset.
public final class LinkTime {
  /// How far the other side's clock may be from ours, in either direction.
  public static final Duration SKEW = Duration.ofMinutes(2);

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Pattern SHAPE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  private LinkTime() {}

  public static String text(Instant time) {
    return FORM.format(time);
  }

  static Instant parse(String text) throws WireFault {
    if (!SHAPE.matcher(text).matches()) {
      throw new WireFault(Fault.BAD_ENVELOPE, "a time of another form");
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new WireFault(Fault.BAD_ENVELOPE, "a time that is on no calendar");
    }
  }

  static void checkFresh(Instant time, Instant now) throws WireFault {
    if (Duration.between(time, now).abs().compareTo(SKEW) > 0) {
      throw new WireFault(Fault.CLOCK_SKEW, "an envelope of " + text(time));
    }
  }
}
