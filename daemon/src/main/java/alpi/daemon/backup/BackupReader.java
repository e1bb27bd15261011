package alpi.daemon.backup;

import alpi.alp.crypto.SealBroken;
import alpi.alp.crypto.SealedInput;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.base.DiskFull;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.Secret;
import alpi.daemon.journal.JournalFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Reads a backup to its end: every byte is proven before it is used, and nothing counts until the
/// end was seen. Whoever wants its files gives an empty folder of their own; until the reader
/// returns, what lies there is worth nothing.
public final class BackupReader {
  private static final int BUFFER = 64 << 10;
  private static final int MAX_MANIFEST = 1 << 20;

  private final Path file;

  public BackupReader(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  /// @param files how many
  /// @param bytes of them together
  public record Contents(Manifest manifest, long files, long bytes) {}

  /// Reads all of it and writes nothing.
  ///
  /// @throws Problem as [#extract]
  public Contents check(Secret passphrase) {
    return read(passphrase, Optional.empty());
  }

  /// Writes its files below `dir`: folders 0700, files 0600, nothing outside, nothing over another.
  ///
  /// @throws Problem in one sentence: no backup, a newer one, a wrong passphrase, altered, cut off
  public Contents extract(Secret passphrase, Path dir) {
    return read(passphrase, Optional.of(dir));
  }

  private Contents read(Secret passphrase, Optional<Path> dir) {
    try (InputStream raw =
        new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BUFFER)) {
      BackupHeader header = BackupHeader.read(raw, file.toString());
      var in = new DataInputStream(new SealedInput(raw, header.key(passphrase)));
      Manifest manifest = manifest(in);
      long files = 0;
      long bytes = 0;
      byte kind = in.readByte();
      while (kind == BackupWriter.FILE) {
        bytes += entry(in, dir);
        files++;
        kind = in.readByte();
      }
      if (kind != BackupWriter.END || in.readLong() != files || in.read() >= 0) {
        throw odd();
      }
      return new Contents(manifest, files, bytes);
    } catch (SealBroken e) {
      throw broken(e);
    } catch (EOFException e) {
      throw odd().because(e);
    } catch (NoSuchFileException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no file " + e.getFile() + ".").because(e);
    } catch (IOException e) {
      throw failed(e);
    } catch (UncheckedIOException e) {
      throw failed(Objects.requireNonNull(e.getCause()));
    }
  }

  private Manifest manifest(DataInputStream in) throws IOException {
    if (in.readByte() != BackupWriter.MANIFEST) {
      throw odd();
    }
    int length = in.readInt();
    if (length < 0 || length > MAX_MANIFEST) {
      throw odd();
    }
    try {
      String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (!(Json.parse(text) instanceof ObjectNode json)) {
        throw odd();
      }
      Manifest manifest = WireRecords.read(Manifest.class, json);
      if (manifest.schema() > JournalFile.newestSchema()) {
        throw Problem.of(
            ErrorCode.STORAGE,
            file
                + " was written by a newer alpi ("
                + manifest.alpi()
                + "): schema "
                + manifest.schema()
                + ", this one knows "
                + JournalFile.newestSchema()
                + ".",
            "Install that version or a later one, then restore.");
      }
      return manifest;
    } catch (JacksonException e) {
      throw odd().because(e);
    }
  }

  private static long entry(DataInputStream in, Optional<Path> dir) throws IOException {
    byte[] name = in.readNBytes(in.readUnsignedShort());
    var path = new EntryPath(new String(name, StandardCharsets.UTF_8));
    long size = in.readLong();
    long modified = in.readLong();
    if (size < 0) {
      throw new EOFException("a size below zero");
    }
    if (dir.isPresent()) {
      Path target = path.below(dir.get());
      PrivateFiles.directory(Objects.requireNonNull(target.getParent()));
      store(in, size, target);
      Files.setLastModifiedTime(target, FileTime.fromMillis(modified));
    } else {
      in.skipNBytes(size);
    }
    return size;
  }

  private static void store(DataInputStream in, long size, Path target) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            target,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PrivateFiles.fileMode())) {
      PrivateFiles.tighten(target);
      byte[] buffer = new byte[BUFFER];
      long left = size;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException("a file ends early");
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        left -= read;
      }
      channel.force(true);
    }
  }

  private Problem broken(SealBroken e) {
    Problem told =
        switch (e.why()) {
          case KEY ->
              Problem.of(
                  ErrorCode.FORBIDDEN,
                  "The passphrase is wrong, or the beginning of "
                      + file
                      + " is not what was written.",
                  "Try again with the passphrase that was given when it was made.");
          case ALTERED ->
              Problem.of(
                  ErrorCode.CORRUPT,
                  "The backup " + file + " was altered; nothing of it was used.",
                  "Use another copy of it, or an older backup.");
          case END ->
              Problem.of(
                  ErrorCode.CORRUPT,
                  "The end of the backup " + file + " is cut off or altered; nothing was used.",
                  "Copy it again from where it came, or use an older backup.");
          case CUT ->
              Problem.of(
                  ErrorCode.CORRUPT,
                  "The backup " + file + " is cut off; nothing of it was used.",
                  "Copy it again from where it came, or use an older backup.");
        };
    return told.because(e);
  }

  private Problem odd() {
    return Problem.of(
        ErrorCode.CORRUPT,
        "The backup " + file + " opens, and is not what alpi writes; nothing of it was used.",
        "Use another backup.");
  }

  private Problem failed(IOException e) {
    return Problem.of(
            DiskFull.caused(e) ? ErrorCode.DISK_FULL : ErrorCode.STORAGE,
            "The backup " + file + " could not be restored: " + e.getMessage() + ".",
            "Nothing was replaced. Check room and modes, and try again.")
        .because(e);
  }
}
