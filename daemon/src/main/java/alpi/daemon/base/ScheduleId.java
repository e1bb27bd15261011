package alpi.daemon.base;

/// Names a schedule: `t` and 17 more signs.
public record ScheduleId(String value) {
  public ScheduleId {
    value = Ids.checked("t", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
