package alpi.daemon.host.verb;

import alpi.alp.crypto.Argon2;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.audit.AuditReport;
import alpi.daemon.backup.BackupReader;
import alpi.daemon.backup.BackupWriter;
import alpi.daemon.backup.Manifest;
import alpi.daemon.backup.Restoration;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.JournalFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole home in one sealed file, and back.
public final class BackupVerbs {
  private static final Logger LOG = LoggerFactory.getLogger(BackupVerbs.class);

  private final Rooms rooms;
  private final Home home;
  private final String version;
  private final Ids ids;
  private final Tokens tokens;
  private final Time time;

  public BackupVerbs(Rooms rooms, Home home, String version, Ids ids, Tokens tokens, Time time) {
    this.rooms = rooms;
    this.home = home;
    this.version = version;
    this.ids = ids;
    this.tokens = tokens;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.backup.make",
                "Writes all profiles, as they are now, into one file sealed with a passphrase.",
                "{\"file\":\"/backups/alpi.backup\",\"passphrase\":\"four words nobody guesses\"}")
            .mutating()
            .local()
            .fails(ErrorCode.CONFLICT, ErrorCode.NOT_FOUND, ErrorCode.STORAGE, ErrorCode.DISK_FULL)
            .serve(Make.class, Made.class, this::make),
        HostVerb.named(
                "host.backup.check",
                "Reads a backup to its end and says what it holds.",
                "{\"file\":\"/backups/alpi.backup\",\"passphrase\":\"four words nobody guesses\"}")
            .mutating()
            .local()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.CORRUPT, ErrorCode.STORAGE)
            .serve(Make.class, Held.class, this::check),
        HostVerb.named(
                "host.backup.restore",
                "Brings a backup back into a new folder, or in the place of this home once the"
                    + " daemon is started again.",
                "{\"file\":\"/backups/alpi.backup\",\"passphrase\":\"four words nobody guesses\","
                    + "\"into\":\"/backups/restored\"}")
            .mutating()
            .local()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.FORBIDDEN,
                ErrorCode.CORRUPT,
                ErrorCode.CONFLICT,
                ErrorCode.STORAGE,
                ErrorCode.DISK_FULL)
            .serve(Restore.class, Restored.class, this::restore));
  }

  private Made make(Make params, Call call) {
    List<String> profiles =
        rooms.list().stream().map(entry -> entry.home().name().value()).toList();
    rooms.list().forEach(this::sign);
    var manifest = new Manifest(version, JournalFile.newestSchema(), time.now(), profiles);
    BackupWriter.Written written =
        new BackupWriter(home, Argon2.USUAL, ids, tokens)
            .write(path(params.file()), new Secret(params.passphrase()), manifest);
    rooms
        .find(ProfileName.DEFAULT)
        .journal()
        .append(
            Draft.of(EventKind.BACKUP_MADE, call.actor())
                .with("files", written.files())
                .with("bytes", written.bytes())
                .with("profiles", profiles.size()));
    return new Made(
        written.file().toString(), written.files(), written.bytes(), written.skipped(), profiles);
  }

  /// A backup should prove itself up to its last event. A profile that cannot sign is taken as it
  /// is: the check after the restoration says what is wrong with it.
  private void sign(Rooms.Entry entry) {
    try {
      ProfileRooms at = rooms.find(entry.home().name());
      if (at.journal().head() > 0) {
        at.notary().now();
      }
    } catch (Problem e) {
      LOG.warn("event=no_checkpoint profile={} reason={}", entry.home().name(), e.sentence());
    }
  }

  private Held check(Make params, Call call) {
    BackupReader.Contents held =
        new BackupReader(path(params.file())).check(new Secret(params.passphrase()));
    return held(held);
  }

  private Restored restore(Restore params, Call call) {
    var restoration = new Restoration(home, time.now());
    var backup = new BackupReader(path(params.file()));
    var passphrase = new Secret(params.passphrase());
    if (params.into().isPresent()) {
      Path target = path(params.into().get());
      return restored(restoration.into(target, backup, passphrase), target, false);
    }
    if (!params.force().orElse(false) && lived()) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "This home is in use: what is in it would be replaced.",
          "Restore beside it (--into DIR), or replace it (--force): it moves to the trash.");
    }
    return restored(restoration.prepare(backup, passphrase), home.root(), true);
  }

  /// Whether anything would be missed.
  private boolean lived() {
    List<Rooms.Entry> all = rooms.list();
    if (all.size() != 1 || all.getFirst().problem().isPresent()) {
      return true;
    }
    ProfileRooms only = rooms.find(all.getFirst().home().name());
    return !only.sessions().list(1, Optional.empty()).isEmpty()
        || !only.settings().current().secrets().names().isEmpty()
        || only.settings().rev() > 0
        || !only.schedules().list().isEmpty();
  }

  private static Path path(String text) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "That is no path.").because(e);
    }
    throw Problem.of(ErrorCode.INVALID_PARAMS, "A path given to the daemon is absolute.");
  }

  private static Held held(BackupReader.Contents contents) {
    Manifest manifest = contents.manifest();
    return new Held(
        manifest.alpi(), manifest.made(), manifest.profiles(), contents.files(), contents.bytes());
  }

  private static Restored restored(Restoration.Restored done, Path where, boolean pending) {
    return new Restored(
        where.toString(),
        pending,
        held(done.contents()),
        done.journals().stream().map(JournalView::of).toList());
  }

  /// @param file absolute; made anew
  record Make(String file, String passphrase) {
    /// Keeps the passphrase out of every log.
    @Override
    public String toString() {
      return "Make[" + file + "]";
    }
  }

  /// @param skipped links, sockets and the like, which a backup does not hold
  record Made(String file, long files, long bytes, int skipped, List<String> profiles) {}

  /// @param version of alpi that wrote it
  record Held(String version, Instant made, List<String> profiles, long files, long bytes) {}

  /// @param into a folder that does not exist yet; this home when absent
  /// @param force even where this home is in use: it moves to the trash
  record Restore(String file, String passphrase, Optional<String> into, Optional<Boolean> force) {
    @Override
    public String toString() {
      return "Restore[" + file + ", " + into + "]";
    }
  }

  /// @param pending whether it takes this home's place when the daemon is started again
  record Restored(String into, boolean pending, Held held, List<JournalView> journals) {}

  /// @param events found good
  record JournalView(String profile, boolean ok, long events, String detail) {
    static JournalView of(Restoration.Checked checked) {
      AuditReport report = checked.report();
      return new JournalView(checked.profile(), report.sound(), report.events(), report.sentence());
    }
  }
}
