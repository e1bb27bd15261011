package alpi.daemon.agent;

import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Redactor;
import alpi.daemon.job.Fence;
import alpi.daemon.policy.Authority;
import alpi.daemon.profile.InForce;
import java.nio.file.Path;

/// One attempt at a turn, with all that its steps share.
///
/// @param fence this attempt, without which no call goes on record
/// @param inForce the settings as they were when the attempt began; a change applies from the next
///   turn on; of the asker's keys it knows nothing
/// @param redactor takes the secrets of both out of text
record TurnScene(
    TurnKit kit,
    LiveTurn live,
    Fence fence,
    InForce inForce,
    Redactor redactor,
    TurnScribe scribe,
    TurnMeter meter) {
  ProfileConfig config() {
    return inForce.config();
  }

  TurnRequest request() {
    return live.request();
  }

  /// What the turn holds at most: in a profile that nobody attends no turn is attended.
  Authority authority() {
    Authority given = request().authority();
    return config().unattended() ? given.unattended() : given;
  }

  /// Whether somebody can answer a question of this turn.
  boolean attended() {
    return request().attended() && !authority().alone();
  }

  /// The folder of the profile when it names one, else where the asker stood.
  Path workspace() {
    return config().workspace().isEmpty() ? request().cwd() : Path.of(config().workspace());
  }
}
