package alpi.daemon.base;

/// The name of a job. A turn is a job, and the job that started a run names the run: `corr` in
/// events.
public record JobId(String value) {
  public JobId {
    value = Ids.checked("j", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
