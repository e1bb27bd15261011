package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.config.Posture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.job.Fence;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Labels;
import alpi.daemon.profile.InForce;
import alpi.daemon.profile.Settings;
import alpi.daemon.session.Message.Call;
import alpi.daemon.tool.Outcome;
import alpi.daemon.tool.ToolRunner;
import alpi.daemon.tool.ToolScope;
import alpi.daemon.tool.ToolWatcher;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Judges calls that nobody makes, on the world, the grants and the settings as they are now.
public final class Simulations {
  private final ProfileHome home;
  private final Settings settings;
  private final ToolRunner runner;
  private final Ids ids;

  public Simulations(ProfileHome home, Settings settings, ToolRunner runner, Ids ids) {
    this.home = home;
    this.settings = settings;
    this.runner = runner;
    this.ids = ids;
  }

  /// A call that might be made.
  ///
  /// @param call `tool: text` or `tool: {arguments}`
  /// @param cwd the workspace, unless the profile has one
  /// @param posture the profile's own when absent
  /// @param labels of what would be in play
  /// @param named destinations that the owner would have written
  /// @param attended whether somebody could be asked
  /// @param authority what the run would begin with
  public record Supposed(
      String call,
      Path cwd,
      Optional<Posture> posture,
      Labels labels,
      Set<String> named,
      boolean attended,
      Authority authority) {
    public Supposed {
      named = Set.copyOf(named);
    }
  }

  /// @param posture that it was judged under
  /// @param alone whether it was judged as unattended, which the profile's settings may demand
  public record Simulation(
      String tool, ToolRunner.Simulated result, Posture posture, boolean attended, boolean alone) {}

  /// What would come of it. Nothing is done, nobody is asked, no grant is used.
  ///
  /// @throws Problem `invalid_params` or `not_found` for a call that makes no sense
  public Simulation simulate(Supposed supposed) {
    InForce now = settings.current();
    ProfileConfig config = now.config();
    int colon = supposed.call().indexOf(':');
    if (colon < 1) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A call is written as its tool, a colon and what it is given.",
          "For example \"shell: curl https://example.com\".");
    }
    String tool = supposed.call().substring(0, colon).strip();
    String text = supposed.call().substring(colon + 1).strip();
    Authority authority =
        config.unattended() ? supposed.authority().unattended() : supposed.authority();
    boolean alone = authority.alone();
    Path workspace = config.workspace().isEmpty() ? supposed.cwd() : Path.of(config.workspace());
    Posture posture = supposed.posture().orElse(config.posture());
    var scope =
        new ToolScope(
            home,
            workspace,
            ids.session(),
            ids.job(),
            Fence.NONE,
            supposed.labels(),
            supposed.named(),
            posture,
            supposed.attended() && !alone,
            authority,
            config.tools(),
            now.redactor(),
            new Nobody(),
            new Cancel());
    var call = new Call("supposed", tool, runner.tools().arguments(tool, text));
    return new Simulation(
        tool, runner.simulate(call, scope), posture, supposed.attended() && !alone, alone);
  }

  private static final class Nobody implements ToolWatcher {
    @Override
    public void called(Call call, String summary, String decision) {}

    @Override
    public void progress(String callId, String line) {}

    @Override
    public void answered(Outcome outcome) {}
  }
}
