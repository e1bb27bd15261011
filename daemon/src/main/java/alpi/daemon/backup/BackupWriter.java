package alpi.daemon.backup;

import alpi.alp.crypto.Argon2;
import alpi.alp.crypto.SealedOutput;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.base.DiskFull;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.JournalFile;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/// Writes a home into one sealed file while the daemon works. Each database is copied as it was at
/// one moment; other files are appended to or replaced as wholes, so their first so many bytes are.
/// The file bears its name only when it is whole and on the disk.
public final class BackupWriter {
  /// Shortest passphrase, in characters.
  public static final int MIN_PASSPHRASE = 8;

  /// How the folder for copies of databases is called, in the home.
  static final String SCRATCH = ".backup-";

  static final byte MANIFEST = 1;
  static final byte FILE = 2;
  static final byte END = 3;
  private static final int BUFFER = 64 << 10;

  private final Home home;
  private final Argon2 cost;
  private final Ids ids;
  private final Tokens tokens;

  /// @param cost of each guess at the passphrase
  public BackupWriter(Home home, Argon2 cost, Ids ids, Tokens tokens) {
    this.home = home;
    this.cost = cost;
    this.ids = ids;
    this.tokens = tokens;
  }

  /// @param files how many
  /// @param bytes of the backup
  /// @param skipped links and other odd things that it does not hold
  public record Written(Path file, long files, long bytes, int skipped) {}

  /// @throws Problem `conflict` when `target` exists, `invalid_params` for a passphrase that is too
  ///   short, `disk_full` or `storage`
  public Written write(Path target, Secret passphrase, Manifest manifest) {
    if (passphrase.reveal().codePointCount(0, passphrase.reveal().length()) < MIN_PASSPHRASE) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The passphrase is shorter than " + MIN_PASSPHRASE + " characters.",
          "Some words that nobody would guess do well; without it nobody can restore.");
    }
    Path file = target.toAbsolutePath().normalize();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
          ErrorCode.CONFLICT, "The file " + file + " exists already.", "Choose another name.");
    }
    if (!Files.isDirectory(Objects.requireNonNullElse(file.getParent(), file))) {
      throw Problem.of(
          ErrorCode.NOT_FOUND, "There is no folder " + file.getParent() + ".", "Make it first.");
    }
    Path part = file.resolveSibling(file.getFileName() + "." + ids.next('b') + ".part");
    Path scratch = home.root().resolve(SCRATCH + ids.next('b'));
    try {
      PrivateFiles.directory(scratch);
      HomeFiles found = HomeFiles.of(home);
      long files = write(part, passphrase, manifest, found, scratch);
      long bytes = Files.size(part);
      named(part, file);
      return new Written(file, files, bytes, found.skipped());
    } catch (IOException e) {
      throw failed(file, e);
    } catch (UncheckedIOException e) {
      throw failed(file, Objects.requireNonNull(e.getCause()));
    } finally {
      Trees.remove(part);
      Trees.remove(scratch);
    }
  }

  /// Two files of one name: whoever came first keeps it.
  private static void named(Path part, Path file) throws IOException {
    try {
      Files.createLink(file, part);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw Problem.of(
                ErrorCode.CONFLICT, "The file " + file + " exists already.", "Choose another name.")
            .because(e);
      }
      move(part, file);
    }
    Path parent = file.getParent();
    if (parent != null) {
      PrivateFiles.sync(parent);
    }
  }

  private static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the folder cannot rename a file in one step", e);
    }
  }

  private long write(Path part, Secret passphrase, Manifest manifest, HomeFiles found, Path scratch)
      throws IOException {
    BackupHeader header = BackupHeader.of(cost, tokens.bytes(Argon2.SALT_BYTES));
    byte[] key = header.key(passphrase);
    try (FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PrivateFiles.fileMode())) {
      PrivateFiles.tighten(part);
      OutputStream raw = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      raw.write(header.bytes());
      var sealed = new SealedOutput(raw, key);
      var out = new DataOutputStream(new BufferedOutputStream(sealed, BUFFER));
      byte[] json = Json.text(WireRecords.tree(manifest)).getBytes(StandardCharsets.UTF_8);
      out.writeByte(MANIFEST);
      out.writeInt(json.length);
      out.write(json);
      long files = 0;
      for (Path file : found.files()) {
        files += add(file, scratch, out) ? 1 : 0;
      }
      out.writeByte(END);
      out.writeLong(files);
      out.flush();
      sealed.finish();
      channel.force(true);
      return files;
    }
  }

  /// Whether it was there: what nobody needs any more may go meanwhile.
  private boolean add(Path file, Path scratch, DataOutputStream out) throws IOException {
    try {
      if (HomeFiles.database(file)) {
        Path copy = scratch.resolve(ids.next('b'));
        JournalFile.copy(file, copy);
        content(file, copy, out);
        Files.delete(copy);
      } else {
        content(file, file, out);
      }
      return true;
    } catch (NoSuchFileException e) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      return false;
    }
  }

  private void content(Path file, Path from, DataOutputStream out) throws IOException {
    byte[] path = EntryPath.of(home.root(), file).text().getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS)) {
      long size = Files.size(from);
      out.writeByte(FILE);
      out.writeShort(path.length);
      out.write(path);
      out.writeLong(size);
      out.writeLong(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis());
      byte[] buffer = new byte[BUFFER];
      long left = size;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new IOException(file + " became shorter while it was read; try again");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private static Problem failed(Path file, IOException e) {
    return Problem.of(
            DiskFull.caused(e) ? ErrorCode.DISK_FULL : ErrorCode.STORAGE,
            "The backup " + file + " could not be written: " + e.getMessage() + ".",
            "Choose a place with room that you can write; nothing was left behind.")
        .because(e);
  }
}
