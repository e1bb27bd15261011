package alpi.daemon.audit;

import alpi.daemon.base.ProfileName;
import alpi.daemon.config.EgressPosture;
import alpi.daemon.config.LogLevel;
import alpi.daemon.config.Posture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.RecallConfig;
import alpi.daemon.config.SandboxMode;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.policy.SensitivePaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Settings that open more than what holds without them.
final class SettingsScan {
  private final ProfileName profile;
  private final ProfileConfig config;
  private final boolean alone;
  private final Path userHome;
  private final Typed typed;
  private final List<Finding> found = new ArrayList<>();

  /// @param alone whether runs happen here that nobody attends
  SettingsScan(ProfileName profile, ProfileConfig config, boolean alone, Path userHome) {
    this.profile = profile;
    this.config = config;
    this.alone = alone;
    this.userHome = userHome;
    this.typed = new Typed(profile);
  }

  List<Finding> run() {
    posture();
    sandbox();
    egress();
    budget();
    programs();
    web();
    embeddings();
    if (config.daemon().logLevel() == LogLevel.TRACE
        || config.daemon().logLevel() == LogLevel.DEBUG) {
      add(Severity.NOTE, "the log tells more than usual", "config unset daemon.log_level");
    }
    if (found.isEmpty()) {
      found.add(Finding.ok(check(), "nothing is wider open than without any settings"));
    }
    return found;
  }

  private String check() {
    return "settings " + profile;
  }

  private void add(Severity severity, String detail, String command) {
    found.add(new Finding(check(), severity, detail, Optional.of(typed.alpi(command))));
  }

  /// What is bad attended is worse where nobody looks.
  private Severity worse() {
    return alone ? Severity.FAIL : Severity.WARN;
  }

  private void posture() {
    if (config.posture() == Posture.RELAXED) {
      add(worse(), "posture is relaxed: less is asked", "config set posture standard");
    }
    if (config.unattended() && config.posture() != Posture.STRICT) {
      add(
          Severity.NOTE,
          "nobody attends this profile, and its posture is not strict",
          "config set posture strict");
    }
  }

  private void sandbox() {
    if (config.sandbox().mode() == SandboxMode.OFF) {
      add(
          worse(),
          "the sandbox is off: commands that nobody attends run with your own rights",
          "config unset sandbox.mode");
    }
    for (String folder : config.sandbox().read()) {
      Path path = Path.of(folder).normalize();
      if (userHome.startsWith(path) || SensitivePaths.secret(path.resolve("any"))) {
        add(
            Severity.FAIL,
            "sandbox.read shows " + folder + " to every command inside",
            "config unset sandbox.read");
      }
    }
  }

  private void egress() {
    ProfileConfig.Egress egress = config.egress();
    if (egress.posture() == EgressPosture.PUBLIC) {
      add(
          alone ? Severity.WARN : Severity.NOTE,
          "egress.posture is public: whatever policy lets through may reach any public host",
          "egress posture allowlist");
    }
    for (String rule : egress.allow()) {
      if (rule.contains("*.")) {
        add(
            Severity.WARN,
            "egress.allow opens every host below " + rule,
            "config set egress.allow '" + without(egress.allow(), rule) + "'");
      }
    }
    for (String rule : egress.local()) {
      add(
          Severity.WARN,
          "egress.local opens " + rule + ", which trusts whoever can reach it",
          "config set egress.local '" + without(egress.local(), rule) + "'");
    }
  }

  private static String without(List<String> rules, String rule) {
    return rules.stream().filter(it -> !it.equals(rule)).toList().toString();
  }

  private void budget() {
    boolean limited =
        config.budget().dailyUsd().isPresent() || config.model().startsWith("builtin/");
    if (alone && !limited) {
      add(
          Severity.WARN,
          "runs that nobody attends may spend without limit",
          "config set budget.daily_usd 5");
    }
  }

  /// Nothing on the way to the page is encrypted by us.
  private void web() {
    String listen = config.web().listen();
    boolean near =
        listen.isEmpty()
            || listen.startsWith("127.")
            || listen.startsWith("[::1]")
            || listen.startsWith("localhost");
    if (profile.isDefault() && !near) {
      found.add(
          Finding.note(
              "web",
              "the page is served at " + listen + ", beyond this machine: " + config.web().reason(),
              typed.alpi("config unset web.listen")));
    }
  }

  /// What is searched by meaning is read by whoever makes the vectors.
  private void embeddings() {
    RecallConfig.Embeddings set = config.recall().embeddings();
    if (set.url().isEmpty() || near(set.url())) {
      return;
    }
    if (set.url().startsWith("http://")) {
      add(
          Severity.FAIL,
          "the texts of your " + String.join(", ", set.scopes()) + " go out without encryption",
          "config set recall.embeddings.url https" + set.url().substring(4));
    } else {
      add(
          Severity.NOTE,
          "the texts of your "
              + String.join(", ", set.scopes())
              + " are sent to "
              + set.url()
              + ", to be searched by meaning",
          "config unset recall.embeddings.url");
    }
  }

  /// Whether an address is one of this machine.
  private static boolean near(String url) {
    return HttpUrl.parse(url).filter(it -> it.host().isThisMachine()).isPresent();
  }

  private void programs() {
    if (!config.tools().shell().allow().isEmpty()) {
      add(
          Severity.NOTE,
          "always allowed without a question: " + String.join(", ", config.tools().shell().allow()),
          "config unset tools.shell.allow");
    }
    config
        .providers()
        .forEach((name, provider) ->
            provider
                .baseUrl()
                .filter(
                    url -> url.startsWith("http://") && !url.matches("http://(localhost|127\\.).*"))
                .ifPresent(url ->
                    add(
                        Severity.FAIL,
                        "the provider " + name + " is asked without encryption",
                        "config set providers." + name + ".base_url https" + url.substring(4))));
  }
}
