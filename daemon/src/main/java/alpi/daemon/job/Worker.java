package alpi.daemon.job;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt at one job, on the thread that makes it, and its lease on the monotonic clock.
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Attached attached;
  private final Job job;
  private final Cancel cancel = new Cancel();
  private final Thread thread = Thread.currentThread();

  /// Monotonic; an expired lease stays expired.
  private volatile long leaseUntilNanos;

  private volatile boolean late;

  Worker(Attached attached, Job job, long nowNanos, Duration lease) {
    this.attached = attached;
    this.job = job;
    this.leaseUntilNanos = nowNanos + lease.toNanos();
  }

  Attached attached() {
    return attached;
  }

  Job job() {
    return job;
  }

  Cancel cancel() {
    return cancel;
  }

  boolean expired(long nowNanos) {
    return nowNanos - leaseUntilNanos > 0;
  }

  /// @return false when the lease has run out already
  boolean renew(long nowNanos, Duration lease) {
    if (expired(nowNanos)) {
      return false;
    }
    leaseUntilNanos = nowNanos + lease.toNanos();
    return true;
  }

  /// Asks it to stop because its deadline passed.
  void late() {
    late = true;
    cancel.fire();
  }

  boolean wasLate() {
    return late;
  }

  void interrupt() {
    thread.interrupt();
  }

  /// Does the work; whatever is thrown becomes an outcome.
  JobOutcome work(Optional<JobHandler> handler) {
    if (handler.isEmpty()) {
      return failed(
          ErrorCode.METHOD_NOT_FOUND, "Nothing here does jobs of kind " + job.kind() + ".");
    }
    try {
      return handler.get().run(job, cancel);
    } catch (Problem e) {
      return e.code() == ErrorCode.CANCELLED ? cancelled() : failed(e.code(), e.sentence());
    } catch (InterruptedException e) {
      LOG.info("event=job_interrupted job={}", job.id(), e);
      return cancelled();
    } catch (RuntimeException | Error e) {
      LOG.error("event=job_broken job={} kind={}", job.id(), job.kind(), e);
      return failed(ErrorCode.INTERNAL, "The work broke off by a fault of alpi; the log has more.");
    }
  }

  private static JobOutcome cancelled() {
    return new JobOutcome.Cancelled(Json.object());
  }

  static JobOutcome failed(ErrorCode code, String sentence) {
    return new JobOutcome.Failed(code, sentence, Json.object());
  }
}
