package alpi.daemon.journal.kind;

import static alpi.daemon.journal.kind.Field.hash;
import static alpi.daemon.journal.kind.Field.text;
import static alpi.daemon.journal.kind.Field.texts;
import static alpi.daemon.journal.kind.Field.whole;

import alpi.daemon.journal.EventKind;
import java.util.List;
import java.util.stream.Stream;

/// The daemon, who calls it, its devices, profiles and settings.
final class HomeShapes {
  private static final Field VERB = text("verb", "the verb that was called");
  private static final Field DEVICE = text("device", "id of the device");
  private static final List<Field> KNOWN_AS =
      List.of(
          text("name", "what the device is called"),
          text("role", "`owner`, `admin` or `member`"),
          text("profiles", "profiles that it may name, with spaces between; empty for all"));
  private static final Field PROFILE = text("name", "the profile");
  private static final List<Field> SETTINGS =
      List.of(
          whole("rev", "number of the revision of the settings"),
          texts("keys", "settings that it changes, without their values").sometimes(),
          hash("before_sha", "the file before").sometimes(),
          hash("after_sha", "the file after").sometimes(),
          whole("reverts", "the revision that it takes back").sometimes());
  private static final List<Field> SECRET =
      List.of(
          text("name", "name of the secret; its value is nowhere on record"),
          text("keep", "where it lies: `file` or `keyring`"),
          text("change", "`set`, `rotate`, `unset`, or `failed` when it was not done"));

  private HomeShapes() {}

  static List<Shape> all() {
    return Stream.of(daemon(), devices(), owned()).flatMap(List::stream).toList();
  }

  private static List<Shape> daemon() {
    return List.of(
        Shape.of(
            EventKind.DAEMON_STARTED,
            "The daemon serves calls.",
            text("version", "its version"),
            whole("pid", "its process")),
        Shape.of(
            EventKind.DAEMON_STOPPED,
            "The daemon ends in order; after a crash there is none.",
            Field.truth("clean", "always true")),
        Shape.of(
            EventKind.DAEMON_DEGRADED,
            "The daemon runs without a part of it.",
            text("component", "what is missing"),
            text("reason", "the error code")),
        Shape.of(
            EventKind.AUTH_FAILED,
            "A call was refused because of who made it; a flood is recorded in part.",
            VERB,
            text("reason", "why"),
            text("via", "`web` for the web door").sometimes(),
            whole("pid", "the process that called, at the local socket").sometimes()),
        Shape.of(
            EventKind.HOST_CALLED,
            "A verb that changes something was let through, before it ran.",
            VERB,
            text("role", "what the caller is here"),
            text("via", "`socket` or `web`"),
            whole("pid", "the process that called").sometimes(),
            text("target", "id of what it is about").sometimes()),
        Shape.of(
            EventKind.HOST_FAILED,
            "A verb on record as called ended in an error; `span` is that of the call.",
            VERB,
            text("code", "the error code")),
        Shape.of(
            EventKind.JOURNAL_CHECKPOINTED,
            "A signed line outside the journal says where its chain ended.",
            whole("number", "of the checkpoint"),
            whole("upto", "the last event that it covers"),
            text("key", "fingerprint of the key that signed")),
        Shape.of(
            EventKind.BACKUP_MADE,
            "A backup of the home was written.",
            whole("files", "files in it"),
            whole("bytes", "its size"),
            whole("profiles", "profiles in it")),
        Shape.of(
            EventKind.BACKUP_RESTORED,
            "The first start after a backup took the place of the home.",
            text("before", "the folder that holds the home from before")));
  }

  private static List<Shape> devices() {
    return List.of(
        Shape.of(
            EventKind.WEB_LISTENING,
            "The web door opened.",
            text("at", "the address it listens at"),
            text("reason", "who asked for it")),
        Shape.of(EventKind.WEB_SHUT, "The web door was shut."),
        Shape.of(
                EventKind.DEVICE_INVITED,
                "A link was made that pairs one device.",
                whole("seconds", "how long it holds"))
            .and(KNOWN_AS),
        Shape.of(EventKind.DEVICE_PAIRED, "A device came with such a link.", DEVICE).and(KNOWN_AS),
        Shape.of(EventKind.DEVICE_ENTERED, "A paired device connected.", DEVICE).and(KNOWN_AS),
        Shape.of(EventKind.DEVICE_CHANGED, "A device was renamed or has another role.", DEVICE)
            .and(KNOWN_AS),
        Shape.of(
                EventKind.DEVICE_REVOKED, "A device is no longer known; its sockets close.", DEVICE)
            .and(KNOWN_AS));
  }

  private static List<Shape> owned() {
    return List.of(
        Shape.of(EventKind.PROFILE_CREATED, "A profile was made.", PROFILE),
        Shape.of(EventKind.PROFILE_REMOVED, "A profile was put into the trash.", PROFILE),
        Shape.of(EventKind.CONFIG_CHANGED, "Settings change, before the file is written.")
            .and(SETTINGS),
        Shape.of(
                EventKind.CONFIG_REVERTED,
                "A change of settings is taken back, or never reached the file.",
                text("reason", "`not_written` when the file could not be written").sometimes())
            .and(SETTINGS),
        Shape.of(EventKind.SECRET_SET, "A secret is about to change.").and(SECRET),
        Shape.of(
            EventKind.SECRET_USED,
            "A secret was asked for on its way to a host.",
            text("name", "name of the secret"),
            text("host", "where it was to go"),
            text("decision", "`allow` or `deny`"),
            text("reason", "why")));
  }
}
