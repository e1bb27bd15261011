package alpi.daemon.profile;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.config.Change;
import alpi.daemon.config.ConfigDiff;
import alpi.daemon.config.ConfigFile;
import alpi.daemon.config.ConfigPatch;
import alpi.daemon.config.ConfigRevert;
import alpi.daemon.config.LoadedConfig;
import alpi.daemon.config.Patched;
import alpi.daemon.config.SecretConfig;
import alpi.daemon.config.Secrets;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configuration and the secrets of one profile: what holds now, and every way to change it.
/// Edits of the files by hand are picked up within [SettingsFiles#CHECK] of the next look; a file
/// that became broken leaves the last good one in force.
public final class Settings {
  /// Most revisions that one listing shows.
  public static final int MAX_HISTORY = Revisions.MAX_KEPT;

  private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

  private final ProfileHome home;
  private final Journal journal;
  private final Revisions revisions;
  private final SettingsFiles files;
  private final Vault vault;

  /// Guards changes of both files and the order of their revisions.
  private final ReentrantLock writing = new ReentrantLock();

  private Settings(ProfileHome home, Time time, Journal journal, Secrets environment, Vault vault) {
    this.home = home;
    this.journal = journal;
    this.revisions = new Revisions(journal, time);
    finishInterrupted();
    this.vault = vault;
    this.files = new SettingsFiles(home, time, environment, vault);
  }

  /// Reads both files of a profile.
  ///
  /// @param environment secrets that hold where `.env` has none of that name
  /// @throws Problem `config_broken`: the profile must not start with settings nobody chose
  public static Settings open(ProfileHome home, Time time, Journal journal, Secrets environment) {
    return open(home, time, journal, environment, Vault.NONE);
  }

  /// The same on a machine with a keyring.
  public static Settings open(
      ProfileHome home, Time time, Journal journal, Secrets environment, Vault vault) {
    var settings = new Settings(home, time, journal, environment, vault);
    settings.adoptEdit();
    return settings;
  }

  /// What holds now. Cheap enough for every turn and every call of a tool.
  public InForce current() {
    return files.current();
  }

  /// Tells one follower what holds, at once and whenever a changed file was taken up. It is called
  /// on the thread that noticed, must be quick and must not ask for the settings itself.
  public void follow(Consumer<InForce> follower) {
    files.follow(follower);
  }

  /// Why a changed file is not in force; empty when all is well.
  public Optional<Problem> problem() {
    return files.problem();
  }

  /// Looks at both files now, records an edit by hand, and reports a broken file.
  ///
  /// @throws Problem `config_broken`; the last good settings stay in force
  public InForce reload() {
    InForce now = files.reload();
    Optional<Problem> problem = files.problem();
    if (problem.isPresent()) {
      throw problem.get();
    }
    adoptEdit();
    return now;
  }

  /// The number of the newest revision; 0 before the first.
  public long rev() {
    return revisions.last().map(stored -> stored.revision().rev()).orElse(0L);
  }

  /// The newest revisions first.
  public List<Revision> history(int limit) {
    return revisions.list(Math.clamp(limit, 1, MAX_HISTORY));
  }

  public ConfigChange patch(ConfigPatch patch, Actor actor, boolean dryRun) {
    return patch(patch, actor, OptionalLong.empty(), dryRun);
  }

  /// Changes settings: recorded first, then written, then in force.
  ///
  /// @param parent the revision the caller saw; `stale_parent` if it is no longer the newest
  public ConfigChange patch(ConfigPatch patch, Actor actor, OptionalLong parent, boolean dryRun) {
    writing.lock();
    try {
      begin(parent, dryRun);
      Patched patched = patch.preview(home.config());
      return finish(
          EventKind.CONFIG_CHANGED,
          actor,
          patched,
          patch.keys(),
          OptionalLong.empty(),
          dryRun,
          List.of());
    } finally {
      writing.unlock();
    }
  }

  /// Takes one revision back. Settings that were changed again since are listed and left alone,
  /// unless forced.
  public ConfigChange revert(long rev, Actor actor, OptionalLong parent, boolean force) {
    writing.lock();
    try {
      begin(parent, false);
      Revisions.Stored undone = revisions.get(rev);
      LoadedConfig now = ConfigFile.load(home.config());
      ConfigRevert plan = ConfigRevert.plan(undone.before(), undone.after(), now.text(), force);
      Patched patched = reverted(undone, now, plan);
      List<String> keys = patched.changes().stream().map(Change::key).toList();
      return finish(
          EventKind.CONFIG_REVERTED,
          actor,
          patched,
          keys,
          OptionalLong.of(rev),
          false,
          plan.conflicts());
    } finally {
      writing.unlock();
    }
  }

  /// Back to the very bytes when nothing happened since, else setting by setting.
  private Patched reverted(Revisions.Stored undone, LoadedConfig now, ConfigRevert plan) {
    if (now.text().equals(undone.after())) {
      LoadedConfig then = ConfigFile.check(home.config(), undone.before());
      return new Patched(now, then, ConfigDiff.between(now.config(), then.config()));
    }
    return plan.patch()
        .map(patch -> patch.preview(home.config()))
        .orElseGet(() -> new Patched(now, now, List.of()));
  }

  /// Sets a secret where it is kept, or else where new ones are: in the keyring where there is one,
  /// in `.env` where there is none. Its value is recorded nowhere else.
  public void setSecret(String name, Secret value, Actor actor) {
    setSecret(name, value, Optional.empty(), actor);
  }

  /// @param wanted where it is to be kept from now on; a keyring that is chosen and cannot be
  ///   reached is an error, never a reason to keep it elsewhere
  public SecretConfig.Keep setSecret(
      String name, Secret value, Optional<SecretConfig.Keep> wanted, Actor actor) {
    return changing(() -> changes().set(name, value, wanted, actor));
  }

  /// Gives a secret that there is a new value, kept where the old one was.
  ///
  /// @throws Problem `not_found`
  public SecretConfig.Keep rotateSecret(String name, Secret value, Actor actor) {
    return changing(() -> changes().rotate(name, value, actor));
  }

  /// Takes a secret out of where it is kept, with what is settled about it.
  ///
  /// @throws Problem `not_found`
  public void unsetSecret(String name, Actor actor) {
    SecretConfig.Keep _ = changing(() -> changes().unset(name, actor));
  }

  private SecretChanges changes() {
    return new SecretChanges(home, journal, vault, files.loaded().config(), this);
  }

  private SecretConfig.Keep changing(Supplier<SecretConfig.Keep> change) {
    writing.lock();
    try {
      SecretConfig.Keep kept = change.get();
      files.reload();
      return kept;
    } finally {
      writing.unlock();
    }
  }

  private void begin(OptionalLong parent, boolean dryRun) {
    if (!dryRun) {
      LoadedConfig _ = ConfigFile.load(home.config());
      files.reload();
      adoptEdit();
    }
    long newest = rev();
    if (parent.isPresent() && parent.getAsLong() != newest) {
      throw Problem.of(
          ErrorCode.STALE_PARENT,
          "The configuration changed since: revision " + newest + " holds.",
          "Look at it and try again.");
    }
  }

  private ConfigChange finish(
      EventKind kind,
      Actor actor,
      Patched patched,
      List<String> keys,
      OptionalLong reverts,
      boolean dryRun,
      List<String> conflicts) {
    boolean write = patched.changed() && !dryRun;
    long rev =
        write
            ? write(
                new Revisions.Entry(
                    kind, actor, patched.before(), patched.after(), keys, reverts, false))
            : rev();
    return new ConfigChange(rev, write, patched.changes(), patched.diff(), conflicts);
  }

  private long write(Revisions.Entry entry) {
    long rev = revisions.add(entry);
    try {
      ConfigFile.replace(home.config(), entry.after().text());
    } catch (RuntimeException e) {
      revisions.failed(rev, entry.actor());
      throw e;
    }
    revisions.applied(rev);
    files.reload();
    return rev;
  }

  /// Writes what was recorded but not written when the process ended. A file that says something
  /// else by now was edited since and is left alone.
  private void finishInterrupted() {
    Optional<Revisions.Stored> last = revisions.last().filter(stored -> !stored.applied());
    if (last.isEmpty()) {
      return;
    }
    if (ConfigFile.text(home.config()).equals(last.get().before())) {
      ConfigFile.replace(home.config(), last.get().after());
    }
    revisions.applied(last.get().revision().rev());
  }

  /// What a recorded revision said. One that this version would refuse counts as empty: it is not
  /// the file that holds now, so it must not keep the profile from opening.
  private LoadedConfig readable(String recorded) {
    try {
      return ConfigFile.check(home.config(), recorded);
    } catch (Problem refused) {
      LOG.warn("event=config_revision_unreadable profile={}", home.name(), refused);
      return ConfigFile.check(home.config(), "");
    }
  }

  /// Records an edit of the file by hand, so that history and revert know of it.
  private void adoptEdit() {
    writing.lock();
    try {
      LoadedConfig now = files.loaded();
      String known = revisions.last().map(Revisions.Stored::after).orElse("");
      if (now.text().equals(known)) {
        return;
      }
      LoadedConfig before = readable(known);
      List<String> keys =
          ConfigDiff.between(before.config(), now.config()).stream().map(Change::key).toList();
      revisions.add(
          new Revisions.Entry(
              EventKind.CONFIG_CHANGED,
              Actor.SYSTEM,
              before,
              now,
              keys,
              OptionalLong.empty(),
              true));
    } finally {
      writing.unlock();
    }
  }
}
