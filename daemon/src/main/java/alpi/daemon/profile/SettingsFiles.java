package alpi.daemon.profile;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.config.ConfigFile;
import alpi.daemon.config.EnvFile;
import alpi.daemon.config.LoadedConfig;
import alpi.daemon.config.LoadedEnv;
import alpi.daemon.config.Redactor;
import alpi.daemon.config.Secrets;
import alpi.daemon.config.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps `config.yaml` and `.env` as last read, and reads them again when they changed. Each file
/// stands for itself: a broken one leaves its last good content in force and the other one alone.
final class SettingsFiles {
  /// How long a look at the files stays good.
  static final Duration CHECK = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(SettingsFiles.class);

  private final ProfileHome home;
  private final Time time;
  private final Secrets environment;
  private final KeptSecrets kept;

  /// Guards the fields below that are not volatile.
  private final ReentrantLock lock = new ReentrantLock();

  private FileStamp configStamp;
  private FileStamp envStamp;
  private LoadedConfig config;
  private LoadedEnv env;
  private @Nullable Problem configProblem;
  private @Nullable Problem envProblem;

  private volatile Consumer<InForce> follower = _ -> {};
  private volatile InForce inForce;
  private volatile long checkedNanos;

  SettingsFiles(ProfileHome home, Time time, Secrets environment, Vault vault) {
    this.home = home;
    this.time = time;
    this.environment = environment;
    this.kept = new KeptSecrets(vault, time);
    checkedNanos = time.nanos();
    configStamp = FileStamp.of(home.config());
    envStamp = FileStamp.of(home.env());
    config = ConfigFile.load(home.config());
    env = EnvFile.load(home.env());
    kept.look(config.config(), true);
    inForce = fresh();
  }

  private InForce fresh() {
    Secrets secrets = kept.over(env.secrets(), environment);
    return snapshot(config, env, secrets, kept.redactor(secrets));
  }

  InForce current() {
    long now = time.nanos();
    if (now - checkedNanos >= CHECK.toNanos() && lock.tryLock()) {
      boolean changed;
      try {
        checkedNanos = now;
        changed = look(false);
      } finally {
        lock.unlock();
      }
      tell(changed);
    }
    return inForce;
  }

  InForce reload() {
    boolean changed;
    lock.lock();
    try {
      checkedNanos = time.nanos();
      changed = look(true);
    } finally {
      lock.unlock();
    }
    tell(changed);
    return inForce;
  }

  /// Tells `follower` what holds, now and after each change.
  void follow(Consumer<InForce> next) {
    follower = next;
    next.accept(inForce);
  }

  /// Always what holds now: of two threads that tell at once, the later one cannot tell less.
  private void tell(boolean changed) {
    if (changed) {
      follower.accept(inForce);
    }
  }

  LoadedConfig loaded() {
    lock.lock();
    try {
      return config;
    } finally {
      lock.unlock();
    }
  }

  Optional<Problem> problem() {
    lock.lock();
    try {
      return Optional.ofNullable(configProblem)
          .or(() -> Optional.ofNullable(envProblem))
          .or(kept::problem);
    } finally {
      lock.unlock();
    }
  }

  /// @param always also when the stamps are unchanged
  /// @return whether something else is in force now
  private boolean look(boolean always) {
    boolean changed = lookAtConfig(always);
    boolean secret = lookAtEnv(always);
    secret |= kept.look(config.config(), always || changed);
    if (secret) {
      inForce = fresh();
    } else if (changed) {
      inForce = snapshot(config, env, inForce.secrets(), inForce.redactor());
    }
    return secret || changed;
  }

  private boolean lookAtConfig(boolean always) {
    FileStamp stamp = FileStamp.of(home.config());
    if (stamp.equals(configStamp) && !always) {
      return false;
    }
    // Taken before reading: a change during the read is seen at the next look.
    configStamp = stamp;
    try {
      config = ConfigFile.load(home.config());
      configProblem = null;
      LOG.info("event=config_loaded profile={} sha={}", home.name(), config.hash().brief());
      return true;
    } catch (Problem broken) {
      configProblem = broken;
      LOG.warn("event=config_broken profile={} why=\"{}\"", home.name(), broken.sentence());
      return false;
    }
  }

  private boolean lookAtEnv(boolean always) {
    FileStamp stamp = FileStamp.of(home.env());
    if (stamp.equals(envStamp) && !always) {
      return false;
    }
    envStamp = stamp;
    try {
      env = EnvFile.load(home.env());
      envProblem = null;
      LOG.info("event=env_loaded profile={} names={}", home.name(), env.secrets().names().size());
      return true;
    } catch (Problem broken) {
      envProblem = broken;
      LOG.warn("event=env_broken profile={} why=\"{}\"", home.name(), broken.sentence());
      return false;
    }
  }

  private static InForce snapshot(
      LoadedConfig config, LoadedEnv env, Secrets secrets, Redactor redactor) {
    List<Warning> warnings = new ArrayList<>(config.warnings());
    warnings.addAll(env.warnings());
    return new InForce(config.config(), secrets, redactor, config.hash(), warnings);
  }
}
