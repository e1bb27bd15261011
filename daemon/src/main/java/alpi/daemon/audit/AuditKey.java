package alpi.daemon.audit;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.KeyFile;
import alpi.alp.crypto.PeerKey;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// The key pair that signs the checkpoints of one profile. It signs nothing else: the profile's
/// identity among peers is another one.
public final class AuditKey {
  private AuditKey() {}

  static Path privateFile(ProfileHome home) {
    return home.audit().resolve("key.pem");
  }

  static Path publicFile(ProfileHome home) {
    return home.audit().resolve("key.pub");
  }

  /// The key, made on first use. Where checkpoints are and the key is not, none is made: a new key
  /// would pass for the old one's loss.
  ///
  /// @throws Problem `corrupt` when it is lost or unreadable
  static Identity open(ProfileHome home, Tokens tokens) {
    Path file = privateFile(home);
    PrivateFiles.directory(home.audit());
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return KeyFile.readPrivate(bytes(file));
    }
    Path checkpoints = CheckpointFile.of(home);
    if (Files.exists(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
          ErrorCode.CORRUPT,
          "The key " + file + " is gone, and the checkpoints that it signed are there.",
          "Restore it from a backup; or move " + home.audit() + " away and begin anew.");
    }
    Identity fresh = Identity.ofSeed(tokens.bytes(Identity.SEED_BYTES));
    PrivateFiles.replace(publicFile(home), KeyFile.ofPublic(fresh.key()));
    PrivateFiles.replace(file, KeyFile.ofPrivate(fresh));
    return fresh;
  }

  /// The public half; empty before the first checkpoint.
  public static Optional<PeerKey> known(ProfileHome home) {
    Path file = publicFile(home);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(KeyFile.readPublic(bytes(file)))
        : Optional.empty();
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(KeyFile.MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
