package alpi.daemon.link;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.KeyFile;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// The two key files of a profile. Looking never makes them; whoever needs the key does.
final class IdentityFiles {
  private static final String PUBLIC_MODE = "rw-r--r--";

  private final Path folder;
  private final Journal journal;
  private final RandomGenerator random;

  /// Guards that the key is made once, and the field below.
  private final ReentrantLock lock = new ReentrantLock();

  private Optional<Identity> known = Optional.empty();

  IdentityFiles(ProfileHome home, Journal journal, RandomGenerator random) {
    this.folder = home.linkSecrets();
    this.journal = journal;
    this.random = random;
  }

  /// The identity, if the profile has one.
  ///
  /// @throws Problem `corrupt` for a file that holds none
  Optional<Identity> find() {
    lock.lock();
    try {
      if (known.isEmpty() && Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.directory(folder);
        known = Optional.of(KeyFile.readPrivate(read()));
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /// The identity, made now if there is none.
  Identity own(Actor actor) {
    lock.lock();
    try {
      Optional<Identity> found = find();
      return found.isPresent() ? found.get() : made(actor);
    } finally {
      lock.unlock();
    }
  }

  private Identity made(Actor actor) {
    Identity fresh = Identity.generate(random);
    PrivateFiles.directory(folder);
    Path shown = folder.resolve("alp_key.pub");
    PrivateFiles.replace(shown, KeyFile.ofPublic(fresh.key()));
    PrivateFiles.replace(file(), KeyFile.ofPrivate(fresh));
    try {
      Files.setPosixFilePermissions(shown, PosixFilePermissions.fromString(PUBLIC_MODE));
    } catch (IOException e) {
      throw unreadable(e);
    }
    journal.append(Draft.of(EventKind.IDENTITY_MADE, actor).with("key", fresh.key().text()));
    known = Optional.of(fresh);
    return fresh;
  }

  private Path file() {
    return folder.resolve("alp_key.pem");
  }

  private byte[] read() {
    Path file = file();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
          ErrorCode.CORRUPT,
          "The key file of the profile is not a regular file.",
          "Look at " + file + ".");
    }
    PrivateFiles.tighten(file);
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(KeyFile.MAX_BYTES + 1);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Problem unreadable(IOException e) {
    return Problem.of(
            ErrorCode.STORAGE,
            "The key of the profile cannot be read or written.",
            "Look at " + folder + ".")
        .because(e);
  }
}
