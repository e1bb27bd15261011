package alpi.daemon.backup;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.audit.AuditCheck;
import alpi.daemon.audit.AuditReport;
import alpi.daemon.base.Home;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.journal.JournalFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings a backup back: beside everything into a folder of its own, or in the place of this home.
/// A home is never written over: what was there moves to its trash. The exchange is made by the
/// next daemon before it opens anything, and can be cut off at any moment and gone on with.
public final class Restoration {
  /// Tells a folder of ours from anybody's, and carries the moment of the exchange.
  static final String MARK = ".alpi-restore";

  /// Exists once all that was in the home lies in the trash.
  static final String MOVED = ".alpi-moved";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Home home;
  private final Instant now;

  public Restoration(Home home, Instant now) {
    this.home = home;
    this.now = now;
  }

  /// What came back.
  ///
  /// @param journals what the check of each of its journals found
  public record Restored(BackupReader.Contents contents, List<Checked> journals) {
    public Restored {
      journals = List.copyOf(journals);
    }
  }

  /// One profile of a backup.
  public record Checked(String profile, AuditReport report) {}

  /// Restores into a folder that is not there yet, or is empty.
  ///
  /// @throws Problem `conflict` when something is there, or what is wrong with the backup
  public Restored into(Path folder, BackupReader backup, Secret passphrase) {
    Path target = folder.toAbsolutePath().normalize();
    try {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !empty(target)) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            target + " is there already, and not an empty folder.",
            "Name a folder that does not exist yet.");
      }
      Path part = target.resolveSibling(target.getFileName() + ".part");
      Restored restored = extract(part, backup, passphrase);
      Files.delete(part.resolve(MARK));
      Files.deleteIfExists(target);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      Path parent = target.getParent();
      if (parent != null) {
        PrivateFiles.sync(parent);
      }
      return restored;
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /// Makes a backup ready to take the place of this home when the daemon starts again.
  public Restored prepare(BackupReader backup, Secret passphrase) {
    try {
      Restored restored = extract(part(home), backup, passphrase);
      Trees.remove(ready(home));
      Files.move(part(home), ready(home), StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.sync(home.root());
      return restored;
    } catch (IOException e) {
      throw failed(home.root(), e);
    }
  }

  private Restored extract(Path part, BackupReader backup, Secret passphrase) throws IOException {
    if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(part.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
          ErrorCode.CONFLICT, part + " is there, and not ours.", "Move it away and try again.");
    }
    Trees.remove(part);
    PrivateFiles.directory(part);
    PrivateFiles.replace(part.resolve(MARK), STAMP.format(now).getBytes(StandardCharsets.US_ASCII));
    boolean whole = false;
    try {
      BackupReader.Contents contents = backup.extract(passphrase, part);
      List<Checked> journals = new ArrayList<>();
      for (String profile : contents.manifest().profiles()) {
        var at = new Home(part).profile(new ProfileName(profile));
        if (Files.exists(at.journal(), LinkOption.NOFOLLOW_LINKS)) {
          journals.add(new Checked(profile, new AuditCheck(at, JournalFile.of(at)).run(List.of())));
        }
      }
      whole = true;
      return new Restored(contents, journals);
    } finally {
      if (!whole) {
        Trees.remove(part);
      }
    }
  }

  private static Path part(Home home) {
    return home.root().resolve("restore.part");
  }

  private static Path ready(Home home) {
    return home.root().resolve("restore");
  }

  private static boolean empty(Path dir) throws IOException {
    if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
      return !entries.iterator().hasNext();
    }
  }

  /// Exchanges the home for one that was made ready, if there is one. Called by a daemon that has
  /// the machine's lock and has opened nothing yet.
  ///
  /// @return where what was there lies now
  public static Optional<Path> apply(Home home) {
    Path ready = ready(home);
    if (!Files.isRegularFile(ready.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      String stamp = Files.readString(ready.resolve(MARK)).strip();
      Path trash = home.trash().resolve("home-" + stamp);
      if (!Files.exists(ready.resolve(MOVED), LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.directory(home.trash());
        PrivateFiles.directory(trash);
        for (Path entry : entries(home.root())) {
          String name = String.valueOf(entry.getFileName());
          if (!HomeFiles.MACHINE.contains(name)) {
            aside(entry, trash);
          }
        }
        PrivateFiles.sync(trash);
        PrivateFiles.replace(ready.resolve(MOVED), new byte[0]);
      }
      for (Path entry : entries(ready)) {
        String name = String.valueOf(entry.getFileName());
        if (!name.equals(MARK) && !name.equals(MOVED) && !HomeFiles.MACHINE.contains(name)) {
          Path place = home.root().resolve(name);
          if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            aside(place, trash);
          }
          Files.move(entry, place, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      PrivateFiles.sync(home.root());
      Trees.remove(ready);
      return Optional.of(trash);
    } catch (IOException e) {
      throw failed(home.root(), e);
    } catch (UncheckedIOException e) {
      throw failed(home.root(), new IOException(e));
    }
  }

  /// A daemon that was cut off half-way has left its share there already.
  private static void aside(Path entry, Path trash) throws IOException {
    String name = String.valueOf(entry.getFileName());
    Path free = trash.resolve(name);
    for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
      free = trash.resolve(name + "-" + i);
    }
    Files.move(entry, free, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Path> entries(Path dir) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
      entries.forEach(found::add);
    }
    return found;
  }

  private static Problem failed(Path place, IOException e) {
    return Problem.of(
            ErrorCode.STORAGE,
            "Restoring in " + place + " failed: " + e.getMessage() + ".",
            "Check room and modes there, and try again; nothing is lost.")
        .because(e);
  }
}
