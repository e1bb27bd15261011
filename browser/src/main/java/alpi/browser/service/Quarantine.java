package alpi.browser.service;

import alpi.alp.blob.Sha256;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;

/// Where downloads wait until somebody has taken them over: plain files that only the owner may
/// read and nobody may run, named by their hash.
public final class Quarantine {
  /// Longest name that is kept of what a page called a file.
  public static final int MAX_NAME = 120;

  private static final int BUFFER = 64 << 10;

  private final Path folder;
  private final long maxBytes;

  /// @param folder a directory of ours
  /// @param maxBytes larger downloads are deleted
  public Quarantine(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /// Takes a complete download in.
  public Kept take(Path file, String suggested) throws EngineFault {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new EngineFault(new Fault.Invalid("The download is not there any more."));
      }
      long size = Files.size(file);
      if (size > maxBytes) {
        Files.delete(file);
        throw new EngineFault(new Fault.TooLarge("The download", maxBytes, "bytes"));
      }
      Sha256 hash = hash(file);
      Path to = folder.resolve(hash.hex());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Files.move(file, to, StandardCopyOption.REPLACE_EXISTING);
      return new Kept(harmless(suggested), to, size, hash);
    } catch (IOException e) {
      throw new EngineFault(new Fault.Invalid("The download could not be put away."), e);
    }
  }

  private static Sha256 hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.ofDigest(digest.digest());
  }

  /// A name without a path, without what hides it or what it is, and short; `download` where
  /// nothing is left.
  public static String harmless(String name) {
    String plain =
        name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}/\\\\:*?\"<>|]", "_")
            .replaceAll("^[._ -]+", "")
            .strip();
    if (plain.length() > MAX_NAME) {
      int dot = plain.lastIndexOf('.');
      String end = dot > 0 && plain.length() - dot <= 10 ? plain.substring(dot) : "";
      plain = plain.substring(0, MAX_NAME - end.length()) + end;
    }
    return plain.isEmpty() ? "download" : plain;
  }
}
