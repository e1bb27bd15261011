package alpi.daemon.journal.view;

import alpi.daemon.base.Actor;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A seeded life of a profile, as drafts that tell of it: what begins later ends, or is lost.
public final class Happenings {
  private static final int SESSIONS = 40;

  private final Random random;
  private final List<String> open = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> grants = new ArrayList<>();
  private int made;

  public Happenings(long seed) {
    this.random = new Random(seed);
  }

  public Draft next() {
    return switch (random.nextInt(12)) {
      case 0, 1 -> submitted();
      case 2 -> of(EventKind.JOB_STARTED, some(open)).with("attempt", 1 + random.nextInt(3));
      case 3 -> of(EventKind.RUN_STARTED, some(open)).with("model", "m" + random.nextInt(4));
      case 4 ->
          of(EventKind.MODEL_ANSWERED, some(open))
              .with("model", "m" + random.nextInt(4))
              .with("input", random.nextInt(9_000))
              .with("output", random.nextInt(900))
              .with("usd", "0." + (100 + random.nextInt(900)));
      case 5 -> of(EventKind.TOOL_CALLED, some(open)).with("tool", "shell");
      case 6 -> of(EventKind.TOOL_ANSWERED, some(open)).with("tool", "shell");
      case 7 -> asked();
      case 8 -> answered();
      case 9 -> egress();
      case 10 -> granted();
      default -> ended();
    };
  }

  private Draft submitted() {
    String job = id('j');
    open.add(job);
    if (open.size() > 60) {
      open.removeFirst();
    }
    return of(EventKind.JOB_SUBMITTED, job).with("input_sha", "0".repeat(64));
  }

  private Draft asked() {
    String id = id('a');
    asked.add(id);
    return of(EventKind.APPROVAL_ASKED, some(open)).with("approval", id).with("kind", "consent");
  }

  private Draft answered() {
    String id = asked.isEmpty() ? id('a') : asked.removeFirst();
    return of(EventKind.APPROVAL_ANSWERED, some(open)).with("approval", id).with("choice", "once");
  }

  private Draft egress() {
    EventKind kind =
        List.of(EventKind.EGRESS_OPENED, EventKind.EGRESS_CLOSED, EventKind.EGRESS_DENIED)
            .get(random.nextInt(3));
    return of(kind, some(open))
        .with("host", "h" + random.nextInt(30) + "/~.example")
        .with("port", 443)
        .with("bytes_in", random.nextInt(100_000))
        .with("bytes_out", random.nextInt(1_000));
  }

  private Draft granted() {
    if (grants.size() > 5 && random.nextBoolean()) {
      EventKind kind = random.nextBoolean() ? EventKind.GRANT_USED : EventKind.GRANT_REVOKED;
      return Draft.of(kind, Actor.SYSTEM).with("grant", some(grants));
    }
    String id = id('g');
    grants.add(id);
    return Draft.of(EventKind.GRANT_ISSUED, Actor.local(1000))
        .with("grant", id)
        .with("capability", "net")
        .with("uses", 2 + random.nextInt(3));
  }

  private Draft ended() {
    String job = some(open);
    open.remove(job);
    EventKind kind =
        List.of(
                EventKind.RUN_FINISHED,
                EventKind.JOB_DONE,
                EventKind.JOB_FAILED,
                EventKind.JOB_CANCELLED,
                EventKind.JOB_LOST)
            .get(random.nextInt(5));
    return of(kind, job).with("state", "done").with("ms", random.nextInt(5_000));
  }

  private Draft of(EventKind kind, String job) {
    return Draft.of(kind, Actor.local(1000))
        .in(session(job))
        .corr(job)
        .with("job", job)
        .with("kind", "chat.turn");
  }

  private static SessionId session(String job) {
    return new SessionId("s%017d".formatted(Math.floorMod(job.hashCode(), SESSIONS)));
  }

  private String some(List<String> of) {
    return of.isEmpty() ? "j00000000000000000" : of.get(random.nextInt(of.size()));
  }

  private String id(char letter) {
    return letter + "%017d".formatted(++made);
  }
}
