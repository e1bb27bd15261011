package alpi.daemon.base;

/// Who did something, stamped on every event: `local:<uid>`, `device:<id>`, `peer:<id>`,
/// `job:<id>`, `schedule:<id>`, `stranger` or `system`.
///
/// @param value 1 to 128 printable ASCII characters
public record Actor(String value) {
  public static final Actor SYSTEM = new Actor("system");

  /// Somebody who came over the network and has not said who it is.
  public static final Actor STRANGER = new Actor("stranger");

  public Actor {
    if (value.isEmpty()
        || value.length() > 128
        || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("an actor is 1 to 128 printable ASCII characters");
    }
  }

  public static Actor job(JobId job) {
    return new Actor("job:" + job);
  }

  public static Actor schedule(ScheduleId schedule) {
    return new Actor("schedule:" + schedule);
  }

  /// Somebody else's daemon.
  ///
  /// @param id printable ASCII without spaces
  public static Actor peer(String id) {
    return new Actor("peer:" + id);
  }

  /// A paired device, by its id.
  public static Actor device(String id) {
    return new Actor("device:" + id);
  }

  /// A process of the same machine, by numeric user id.
  public static Actor local(long uid) {
    return new Actor("local:" + uid);
  }

  /// Whether a person asks, at a terminal or in an app, and waits for what comes of it.
  public boolean person() {
    return value.startsWith("local:") || value.startsWith("device:");
  }

  @Override
  public String toString() {
    return value;
  }
}
