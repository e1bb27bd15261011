package alpi.daemon.profile;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ConfigPatch;
import alpi.daemon.config.EnvFile;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.SecretConfig;
import alpi.daemon.config.SecretConfig.Keep;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/// Changes of secrets: recorded first, without their values, then done where each is kept. Where
/// that is stands in the settings, so that nobody has to guess later.
record SecretChanges(
    ProfileHome home, Journal journal, Vault vault, ProfileConfig config, Settings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(SecretChanges.class);

  Keep set(String name, Secret value, Optional<Keep> wanted, Actor actor) {
    EnvFile.check(name, value);
    Keep keep = wanted.or(() -> kept(name)).orElseGet(() -> usual(name));
    write(name, value, keep, "set", actor);
    return keep;
  }

  Keep rotate(String name, Secret value, Actor actor) {
    EnvFile.check(name, value);
    Keep keep = kept(name).orElse(Keep.FILE);
    require(name, keep);
    write(name, value, keep, "rotate", actor);
    return keep;
  }

  Keep unset(String name, Actor actor) {
    Keep keep = kept(name).orElse(Keep.FILE);
    require(name, keep);
    recorded(
        name,
        "unset",
        keep,
        actor,
        () -> {
          switch (keep) {
            case FILE -> EnvFile.unset(home.env(), name);
            case KEYRING -> vault.remove(name);
          }
        });
    if (config.secrets().containsKey(name)) {
      settings.patch(ConfigPatch.of(new ConfigPatch.Unset("secrets." + name)), actor, false);
    }
    return keep;
  }

  private Optional<Keep> kept(String name) {
    return Optional.ofNullable(config.secrets().get(name)).flatMap(SecretConfig::keep);
  }

  private boolean inFile(String name) {
    return EnvFile.load(home.env()).secrets().names().contains(name);
  }

  /// What lies in the file stays there until its owner says otherwise.
  private Keep usual(String name) {
    return vault.present() && !inFile(name) ? Keep.KEYRING : Keep.FILE;
  }

  private void require(String name, Keep keep) {
    if (keep == Keep.FILE && !inFile(name)) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "There is no such secret.",
          "Write the name as `alpi secret list` shows it, in capitals.");
    }
  }

  private void write(String name, Secret value, Keep keep, String what, Actor actor) {
    Optional<Keep> before = kept(name);
    recorded(
        name,
        what,
        keep,
        actor,
        () -> {
          switch (keep) {
            case FILE -> EnvFile.set(home.env(), name, value);
            case KEYRING -> vault.write(name, value);
          }
        });
    if (!keep.equals(before.orElse(Keep.FILE))) {
      settle(name, keep, actor);
    }
  }

  /// Writes down where it is kept now, then takes the old value from where it was.
  private void settle(String name, Keep keep, Actor actor) {
    String wire = keep.name().toLowerCase(Locale.ROOT);
    var node = JsonNodeFactory.instance.stringNode(wire);
    settings.patch(
        ConfigPatch.of(new ConfigPatch.Set("secrets." + name + ".keep", node)), actor, false);
    switch (keep) {
      case KEYRING -> EnvFile.unset(home.env(), name);
      case FILE -> forget(name);
    }
  }

  /// The owner left a keyring that may be gone: what it still holds is out of reach then.
  private void forget(String name) {
    try {
      vault.remove(name);
    } catch (Problem gone) {
      LOG.warn("event=secret_left_in_keyring name={} reason={}", name, gone.sentence());
    }
  }

  private void recorded(String name, String what, Keep keep, Actor actor, Runnable change) {
    Draft draft =
        Draft.of(EventKind.SECRET_SET, actor)
            .with("name", name)
            .with("keep", keep.name().toLowerCase(Locale.ROOT));
    journal.append(draft.with("change", what));
    try {
      change.run();
    } catch (RuntimeException e) {
      journal.append(draft.with("change", "failed"));
      throw e;
    }
  }
}
