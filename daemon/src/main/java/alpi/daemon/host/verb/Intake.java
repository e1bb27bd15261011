package alpi.daemon.host.verb;

import alpi.alp.blob.BlobRef;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Reading;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Takes what comes with a message into the blob store: piped input, staged files, attachments.
final class Intake {
  /// Most attachments of one message.
  static final int MAX_ATTACHMENTS = 32;

  /// Most bytes of one attachment, and of piped input.
  static final long MAX_BYTES = 1L << 30;

  private static final Pattern STAGED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int SNIFFED = 8192;

  private final Home home;
  private final Ids ids;
  private final Readings readings;

  Intake(Home home, Ids ids, Time time) {
    this.home = home;
    this.ids = ids;
    this.readings = new Readings(time);
  }

  /// Piped input, whichever way it came.
  Attachment piped(ProfileRooms profile, ChatVerbs.Stdin stdin) throws InterruptedException {
    if (stdin.text().isPresent() == stdin.staged().isPresent()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The field `stdin` holds either `text` or `staged`.");
    }
    return stdin.text().isPresent()
        ? inline(profile, stdin.text().get())
        : staged(profile, stdin.staged().orElseThrow(), stdin.bytes());
  }

  /// A file that its owner keeps here. Nothing of it leaves by that, so any plain file will do.
  BlobRef kept(ProfileRooms profile, String typed, BlobOwner owner) {
    Path file = TransferVerbs.file(typed);
    try (InputStream in =
            Channels.newInputStream(
                Files.newByteChannel(
                    file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
        var buffered = new BufferedInputStream(in, SNIFFED)) {
      buffered.mark(SNIFFED);
      String mediaType = MediaType.of(buffered.readNBytes(SNIFFED));
      buffered.reset();
      BlobRef blob = profile.blobs().put(buffered, mediaType, owner);
      Labels carried = profile.origins().of(SensitivePaths.resolve(file));
      profile.origins().mark(blob.hash(), blob.bytes(), carried);
      return blob;
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, file + " could not be read.").because(e);
    }
  }

  /// Piped text that came inside the request.
  Attachment inline(ProfileRooms profile, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    BlobOwner owner = passing();
    BlobRef blob = profile.blobs().put(bytes, "text/plain", owner);
    profile.blobs().disown(blob.hash(), owner);
    return new Attachment("stdin", blob);
  }

  /// Piped bytes that the client put into the staging folder. Only a bare name is taken, links are
  /// not followed, and the file goes once its bytes are stored.
  Attachment staged(ProfileRooms profile, String name, Optional<Long> bytes)
      throws InterruptedException {
    if (!STAGED.matcher(name).matches() || name.contains("..")) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The field `stdin.staged` is the bare name of a staged file.");
    }
    Path file = home.staged().resolve(name);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw Problem.of(ErrorCode.NOT_FOUND, "There is no staged file of that name.");
      }
      Attachment stored;
      try (InputStream in =
          Channels.newInputStream(
              Files.newByteChannel(
                  file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
        stored = store(profile, "stdin", in);
      }
      long held = stored.blob().bytes();
      if (bytes.isPresent() && bytes.get() != held) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "The staged file holds " + held + " bytes instead of " + bytes.get() + ".",
            "Send the input again.");
      }
      return stored;
    } catch (NoSuchFileException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no staged file of that name.").because(e);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The staged file could not be read.").because(e);
    } finally {
      remove(file);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "A staged file could not be removed.").because(e);
    }
  }

  /// A file that the owner names. Keys and passwords are refused even so: what is attached leaves
  /// the machine.
  Attachment file(ProfileRooms profile, String path) throws InterruptedException {
    Path file;
    try {
      file = Path.of(path);
    } catch (InvalidPathException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "An attachment's path is impossible.").because(e);
    }
    if (!file.isAbsolute()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "An attachment is named by an absolute path.");
    }
    Path leaf = Optional.ofNullable(file.getFileName()).orElse(file);
    try (InputStream in = Channels.newInputStream(profile.sensitive().openForRead(file))) {
      Attachment taken = store(profile, leaf.toString(), in);
      // What the file carries by its path, its copy in the store carries as well.
      Labels carried = profile.origins().of(SensitivePaths.resolve(file));
      profile.origins().mark(taken.blob().hash(), taken.blob().bytes(), carried);
      return taken;
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, file + " could not be read.").because(e);
    }
  }

  private Attachment store(ProfileRooms profile, String name, InputStream raw)
      throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(new Bounded(raw, MAX_BYTES), SNIFFED);
    in.mark(SNIFFED);
    String mediaType = MediaType.of(in.readNBytes(SNIFFED));
    in.reset();
    BlobOwner owner = passing();
    BlobRef blob = profile.blobs().put(in, mediaType, owner);
    Optional<Reading> reading = readings.of(blob, profile.blobs(), owner);
    reading.flatMap(Reading::text).ifPresent(text -> profile.blobs().disown(text.hash(), owner));
    profile.blobs().disown(blob.hash(), owner);
    return new Attachment(name, blob, reading);
  }

  /// Nobody for long: what no conversation takes over is swept after a day, also after a crash.
  private BlobOwner passing() {
    return new BlobOwner(BlobOwner.Kind.RUN, ids.next('i'));
  }
}
