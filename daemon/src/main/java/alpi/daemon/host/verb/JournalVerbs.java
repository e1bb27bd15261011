package alpi.daemon.host.verb;

import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.VerifyReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Whether the record is whole.
public final class JournalVerbs {
  private final Rooms rooms;

  public JournalVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.journal.verify",
                "Checks every event of a profile and every link between them.",
                "{\"profile\":\"default\"}")
            .serve(ProfileOnly.class, Verified.class, this::verify));
  }

  private Verified verify(ProfileOnly params, Call call) {
    VerifyReport report = rooms.of(params.profile()).journal().verify();
    String state =
        switch (report.verdict()) {
          case OK -> "ok";
          case TORN_TAIL -> "torn";
          case TAMPERED -> "tampered";
          case CUT -> "cut";
          case DAMAGED -> "corrupt";
        };
    return new Verified(
        report.sound(),
        report.events(),
        state,
        report.firstBad(),
        Optional.of(report.sentence()).filter(text -> !text.isEmpty()));
  }

  /// @param events found good, counted from the first
  /// @param state ok, torn, tampered, cut or corrupt
  record Verified(
      boolean ok, long events, String state, OptionalLong firstBad, Optional<String> detail) {}
}
