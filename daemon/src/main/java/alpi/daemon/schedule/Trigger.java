package alpi.daemon.schedule;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.time.Duration;
import java.time.Instant;

/// What makes a schedule due.
public sealed interface Trigger {
  /// The kind on the wire and in the table.
  String kind();

  /// What the kind needs to be known, as the table keeps it.
  String spec();

  /// By the calendar and the clock of a place.
  record Calendar(Cron cron) implements Trigger {
    @Override
    public String kind() {
      return "cron";
    }

    @Override
    public String spec() {
      return cron.text();
    }
  }

  /// Once.
  record At(Instant moment) implements Trigger {
    @Override
    public String kind() {
      return "at";
    }

    @Override
    public String spec() {
      return moment.toString();
    }
  }

  /// Steadily, counted from when the schedule was made, whatever clocks on walls do.
  record Every(Duration period) implements Trigger {
    public Every {
      require("A steady interval", period, Duration.ofSeconds(1), Duration.ofDays(3_660));
    }

    @Override
    public String kind() {
      return "every";
    }

    @Override
    public String spec() {
      return Long.toString(period.toMillis());
    }
  }

  /// Once after the owner has asked for nothing for so long.
  record Silence(Duration length) implements Trigger {
    public Silence {
      require("A silence", length, Duration.ofMinutes(1), Duration.ofDays(366));
    }

    @Override
    public String kind() {
      return "inactivity";
    }

    @Override
    public String spec() {
      return Long.toString(length.toMillis());
    }
  }

  /// When files of the workspace changed.
  ///
  /// @param pattern a path or a glob, relative to the workspace
  record Change(String pattern) implements Trigger {
    public Change {
      FilePattern.require(pattern);
    }

    @Override
    public String kind() {
      return "change";
    }

    @Override
    public String spec() {
      return pattern;
    }
  }

  private static void require(String what, Duration length, Duration least, Duration most) {
    if (length.compareTo(least) < 0 || length.compareTo(most) > 0) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          what
              + " is from "
              + least.toSeconds()
              + (least.toSeconds() == 1 ? " second" : " seconds")
              + " to "
              + most.toDays()
              + " days long.");
    }
  }

  /// Reads what the table keeps.
  static Trigger of(String kind, String spec) {
    return switch (kind) {
      case "cron" -> new Calendar(Cron.parse(spec));
      case "at" -> new At(Instant.parse(spec));
      case "every" -> new Every(Duration.ofMillis(Long.parseLong(spec)));
      case "inactivity" -> new Silence(Duration.ofMillis(Long.parseLong(spec)));
      case "change" -> new Change(spec);
      default ->
          throw Problem.of(
              ErrorCode.CORRUPT,
              "A row of the schedule table is not what was written.",
              "Restore the profile's journal from a backup.");
    };
  }
}
