package alpi.daemon.session;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.DiskFull;
import alpi.daemon.base.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The file of one conversation: a header line, then one message a line, only ever appended to.
///
/// An append reaches the operating system before it returns, so it survives the death of the
/// process; [#sync] makes it survive a power cut. A line that a crash left unfinished is reported
/// and cut off by the next append; a damaged line in the middle is reported, skipped and left. Not
/// thread-safe: its session guards it.
final class SessionFile {
  /// Largest line, in bytes with its newline. Larger content lies in blobs.
  static final int MAX_LINE_BYTES = 4 << 20;

  /// Largest file in bytes. A conversation that long is forked or begun anew.
  static final long MAX_FILE_BYTES = 64L << 20;

  private final Path path;
  private final SessionHeader header;

  /// Offset after the last whole line; what lies behind it is torn.
  private long end;

  /// Size as last seen or made; a different one means that somebody else wrote.
  private long size;

  /// The last line is a message, but its newline was lost.
  private boolean unterminated;

  private boolean nameSynced;

  private SessionFile(Path path, SessionHeader header) {
    this.path = path;
    this.header = header;
  }

  /// Makes the file with its header.
  static SessionFile create(Path path, SessionHeader header) {
    var file = new SessionFile(path, header);
    try {
      PrivateFiles.directory(folder(path));
      FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PrivateFiles.fileMode())
          .close();
      PrivateFiles.tighten(path);
      file.write(file.withHeader(new byte[0]));
      return file;
    } catch (FileAlreadyExistsException e) {
      throw Problem.of(ErrorCode.CONFLICT, "The conversation " + header.id() + " exists already.")
          .because(e);
    } catch (IOException e) {
      throw failure(e, path);
    }
  }

  /// Reads the file from its start, replacing what this object knew of it.
  static Loaded load(Path path, SessionHeader expected) {
    try {
      long size = Files.size(path);
      if (size > MAX_FILE_BYTES) {
        throw Problem.of(
            ErrorCode.TOO_LARGE,
            path + " holds more than " + (MAX_FILE_BYTES >> 20) + " MiB.",
            "Move the file out of the folder; the other conversations are not affected.");
      }
      var reading = new Reading(path);
      LineScan.Scanned scanned = LineScan.read(path, 0, 0, reading::line);
      boolean whole = reading.tail(scanned);
      var header =
          new SessionHeader(expected.id(), reading.created(expected.created()), expected.profile());
      var file = new SessionFile(path, header);
      file.end = whole ? scanned.size() : scanned.end();
      file.size = scanned.size();
      file.unterminated = whole;
      file.nameSynced = true;
      return new Loaded(file, header, reading.messages, reading.damage);
    } catch (IOException e) {
      throw failure(e, path);
    }
  }

  /// Whether the file is as this object left it.
  boolean unchanged() {
    try {
      return Files.size(path) == size;
    } catch (IOException e) {
      throw failure(e, path);
    }
  }

  /// Adds one line.
  ///
  /// @throws Problem `too_large` when the line or the file would be; then nothing was written
  void append(byte[] line) {
    if (line.length + 1 > MAX_LINE_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "A message of a conversation holds at most " + (MAX_LINE_BYTES >> 20) + " MiB.",
          "Send large content as an attachment.");
    }
    byte[] bytes = end == 0 ? withHeader(line) : terminated(line);
    if (end + bytes.length > MAX_FILE_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The conversation has reached " + (MAX_FILE_BYTES >> 20) + " MiB.",
          "Begin a new one, or fork it at a later turn.");
    }
    try {
      write(bytes);
    } catch (IOException e) {
      throw failure(e, path);
    }
  }

  /// Makes everything appended so far survive a power cut.
  void sync() {
    try (FileChannel channel = open()) {
      channel.force(false);
      if (!nameSynced) {
        PrivateFiles.sync(folder(path));
        nameSynced = true;
      }
    } catch (IOException e) {
      throw failure(e, path);
    }
  }

  Path path() {
    return path;
  }

  long bytes() {
    return end;
  }

  /// What went wrong with a session's file, in words for its owner.
  static Problem failure(IOException e, Path path) {
    if (e instanceof NoSuchFileException) {
      return Problem.of(ErrorCode.GONE, "The conversation's file is gone: " + path + ".")
          .because(e);
    }
    if (DiskFull.caused(e)) {
      return Problem.of(
              ErrorCode.DISK_FULL,
              "The disk is full: " + path + " could not be written.",
              "Make room and send the message again.")
          .because(e);
    }
    return Problem.of(
            ErrorCode.STORAGE,
            "The conversation's file cannot be used: " + path + ".",
            "Check that it is a plain file that you own and that the disk works.")
        .because(e);
  }

  private byte[] withHeader(byte[] line) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(header.encode());
    out.write('\n');
    if (line.length > 0) {
      out.writeBytes(line);
      out.write('\n');
    }
    return out.toByteArray();
  }

  private byte[] terminated(byte[] line) {
    var out = new ByteArrayOutputStream(line.length + 2);
    if (unterminated) {
      out.write('\n');
    }
    out.writeBytes(line);
    out.write('\n');
    return out.toByteArray();
  }

  private void write(byte[] bytes) throws IOException {
    try (FileChannel channel = open()) {
      if (size > end) {
        channel.truncate(end);
        size = end;
      }
      try {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer, end + buffer.position());
        }
      } catch (IOException e) {
        takeBack(channel, e);
        throw e;
      }
      end += bytes.length;
      size = end;
      unterminated = false;
    }
  }

  /// Half a line is no line. Where even this fails, the torn end is cut by a later append.
  private void takeBack(FileChannel channel, IOException cause) {
    try {
      channel.truncate(end);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    try {
      size = channel.size();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static Path folder(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("a session file lies in a folder");
    }
    return folder;
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  /// @param messages those that could be read, in order
  record Loaded(
      SessionFile file, SessionHeader header, List<Message> messages, List<Damage> damage) {
    Loaded {
      messages = List.copyOf(messages);
      damage = List.copyOf(damage);
    }
  }

  /// Sorts lines into messages and damage.
  private static final class Reading {
    private final Path path;
    private final List<Message> messages = new ArrayList<>();
    private final List<Damage> damage = new ArrayList<>();
    private Instant created = Instant.MAX;

    private Reading(Path path) {
      this.path = path;
    }

    private void line(LineScan.Line line) {
      if (line.tooLong()) {
        damage.add(new Damage(path, line.number(), "the line is too long", false));
        return;
      }
      if (line.number() == 1) {
        header(line.bytes());
        return;
      }
      try {
        messages.add(MessageCodec.decode(line.bytes()));
      } catch (IllegalArgumentException e) {
        damage.add(new Damage(path, line.number(), String.valueOf(e.getMessage()), false));
      }
    }

    private void header(byte[] bytes) {
      SessionHeader.created(bytes)
          .ifPresentOrElse(
              at -> created = at,
              () -> damage.add(new Damage(path, 1, "not a header of this version", false)));
    }

    /// Whether the tail is a whole message that only lost its newline: a JSON object ends itself,
    /// so half of one never reads as one.
    private boolean tail(LineScan.Scanned scanned) {
      if (scanned.size() == scanned.end()) {
        return false;
      }
      if (scanned.lines() > 0 && !scanned.tailTooLong()) {
        try {
          messages.add(MessageCodec.decode(scanned.tail()));
          return true;
        } catch (IllegalArgumentException e) {
          damage.add(new Damage(path, scanned.lines() + 1, "the line is unfinished", true));
          return false;
        }
      }
      damage.add(new Damage(path, scanned.lines() + 1, "the line is unfinished", true));
      return false;
    }

    private Instant created(Instant fallback) {
      if (!created.equals(Instant.MAX)) {
        return created;
      }
      return messages.isEmpty() ? fallback : messages.getFirst().at();
    }
  }
}
