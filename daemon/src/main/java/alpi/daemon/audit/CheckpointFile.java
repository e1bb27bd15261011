package alpi.daemon.audit;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The checkpoints of one profile, one a line, the oldest first, each naming the hash of the line
/// before. Only ever appended to.
final class CheckpointFile {
  private CheckpointFile() {}

  static Path of(ProfileHome home) {
    return home.audit().resolve("checkpoints.jsonl");
  }

  /// What the file holds.
  ///
  /// @param checkpoints those that hold, up to the first line that does not
  /// @param fault what is wrong with it, as a sentence
  /// @param whole bytes up to the end of the last whole line; a crash can leave part of a line
  record Content(List<Checkpoint> checkpoints, Optional<String> fault, long whole) {
    Content {
      checkpoints = List.copyOf(checkpoints);
    }

    Optional<Checkpoint> last() {
      return checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.getLast());
    }
  }

  /// Reads and checks all of it: numbers, links, and that one key signed every line.
  ///
  /// @param key the profile's own; empty takes the one of the first line
  static Content read(ProfileHome home, Optional<PeerKey> key) {
    Path file = of(home);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new Content(List.of(), Optional.empty(), 0);
    }
    List<Checkpoint> read = new ArrayList<>();
    long whole = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS),
                StandardCharsets.ISO_8859_1))) {
      String line = line(lines);
      while (line != null && line.endsWith("\n")) {
        String text = line.substring(0, line.length() - 1);
        Optional<Checkpoint> next =
            Checkpoint.read(text).filter(it -> follows(it, read, home, key));
        if (next.isEmpty()) {
          return new Content(read, Optional.of(wrong(file, read.size() + 1)), whole);
        }
        read.add(next.get());
        whole += line.length();
        line = line(lines);
      }
      boolean tooLong = line != null && line.length() > Checkpoint.MAX_CHARS;
      return new Content(
          read, tooLong ? Optional.of(wrong(file, read.size() + 1)) : Optional.empty(), whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The next line with its end, or what there is of it; null at the end. Cut where none of ours
  /// goes on.
  private static @Nullable String line(BufferedReader reader) throws IOException {
    var text = new StringBuilder();
    int c = reader.read();
    while (c >= 0 && c != '\n' && text.length() <= Checkpoint.MAX_CHARS) {
      text.append((char) c);
      c = reader.read();
    }
    if (c == '\n') {
      return text.append('\n').toString();
    }
    return text.isEmpty() ? null : text.toString();
  }

  private static boolean follows(
      Checkpoint next, List<Checkpoint> before, ProfileHome home, Optional<PeerKey> key) {
    Sha256 previous = before.isEmpty() ? Checkpoint.FIRST : before.getLast().lineHash();
    long seq = before.isEmpty() ? 0 : before.getLast().seq();
    PeerKey signer = key.orElseGet(() -> before.isEmpty() ? next.key() : before.getFirst().key());
    return next.number() == before.size() + 1L
        && next.seq() > seq
        && next.previous().equals(previous)
        && next.profile().equals(home.name())
        && next.key().equals(signer)
        && next.genuine();
  }

  private static String wrong(Path file, int line) {
    return "Line "
        + line
        + " of "
        + file
        + " is not what was written: changed, missing, added, or signed with another key.";
  }

  /// Appends one line behind the last whole one and waits for the disk.
  static void append(ProfileHome home, Checkpoint checkpoint, long whole) {
    Path file = of(home);
    boolean fresh = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PrivateFiles.fileMode())) {
      PrivateFiles.tighten(file);
      channel.truncate(whole);
      channel.position(whole);
      ByteBuffer line =
          ByteBuffer.wrap((checkpoint.line() + "\n").getBytes(StandardCharsets.US_ASCII));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
      if (fresh) {
        PrivateFiles.sync(home.audit());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
