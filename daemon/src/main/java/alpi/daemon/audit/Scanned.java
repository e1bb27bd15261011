package alpi.daemon.audit;

import alpi.alp.peer.Peer;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.Grant;
import alpi.daemon.profile.InForce;
import alpi.daemon.schedule.Schedule;
import java.util.List;
import java.util.Optional;

/// What there is to know of one open profile before its posture is judged.
///
/// @param broken what is wrong with its settings files
/// @param configText config.yaml as it lies there
/// @param peerFaults what is wrong with the file of peers
/// @param wall why no sandbox can be built on this machine
/// @param report of journal and checkpoints
/// @param degraded why nothing can be recorded at the moment
public record Scanned(
    ProfileHome home,
    InForce settings,
    Optional<Problem> broken,
    String configText,
    List<Grant> grants,
    List<Schedule> schedules,
    List<Peer> peers,
    List<String> peerFaults,
    Optional<Problem> wall,
    AuditReport report,
    Optional<Problem> degraded) {
  public Scanned {
    grants = List.copyOf(grants);
    schedules = List.copyOf(schedules);
    peers = List.copyOf(peers);
    peerFaults = List.copyOf(peerFaults);
  }

  ProfileName name() {
    return home.name();
  }

  /// Whether runs happen here that nobody attends.
  boolean alone() {
    return settings.config().unattended()
        || schedules.stream().anyMatch(schedule -> schedule.paused().isEmpty());
  }
}
