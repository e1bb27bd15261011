package alpi.daemon.tool.browser;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.browser.Image;
import alpi.browser.service.Kept;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.tool.Owners;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.file.FileChanges;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What goes into a browser and comes out of it: files that were agreed to on their way in,
/// pictures and downloads on their way to the store.
public final class BrowserFiles {
  /// Largest file that is uploaded.
  public static final int MAX_UPLOAD = 50 << 20;

  private final SensitivePaths sensitive;
  private final BlobStore blobs;
  private final Origins origins;
  private final FileChanges changes;

  public BrowserFiles(
      SensitivePaths sensitive, BlobStore blobs, Origins origins, FileChanges changes) {
    this.sensitive = sensitive;
    this.blobs = blobs;
    this.origins = origins;
    this.changes = changes;
  }

  /// Of a file that may be uploaded.
  Sha256 hash(Path path) {
    return Sha256.of(bytes(path));
  }

  private byte[] bytes(Path path) {
    try (InputStream in = Channels.newInputStream(sensitive.openForRead(path))) {
      byte[] bytes = in.readNBytes(MAX_UPLOAD + 1);
      if (bytes.length > MAX_UPLOAD) {
        throw Problem.of(
            ErrorCode.TOO_LARGE,
            "A file that is uploaded has at most " + (MAX_UPLOAD >> 20) + " MiB.");
      }
      return bytes;
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The file cannot be read.").because(e);
    }
  }

  /// Copies the very file that was agreed to into a folder, under its own name: pages may read it
  /// later than now.
  ///
  /// @throws Problem `conflict` when it is another one by now
  Path aside(Path path, Sha256 agreed, Path folder) {
    byte[] bytes = bytes(path);
    if (!Sha256.of(bytes).equals(agreed)) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "The file has changed since it was judged, so it was not uploaded.",
          "Call again.");
    }
    try {
      Path dir = PrivateFiles.directory(PrivateFiles.directory(folder).resolve(agreed.hex()));
      Path to = dir.resolve(String.valueOf(path.getFileName()));
      Files.deleteIfExists(to);
      PrivateFiles.replace(to, bytes);
      return to;
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The file cannot be put aside.").because(e);
    }
  }

  /// Keeps a picture, for the model to see and the conversation to hold.
  Attachment keep(Image image, ToolContext context, Labels labels) {
    byte[] bytes = image.bytes().toArray();
    BlobRef ref = blobs.put(bytes, image.mediaType(), Owners.session(context.session()));
    origins.mark(ref.hash(), ref.bytes(), labels);
    return new Attachment("screenshot.png", ref);
  }

  /// Takes a download out of quarantine.
  ///
  /// @param to where a copy goes; empty when the store is enough
  /// @return one line about it
  String keep(Kept kept, Optional<Path> to, ToolContext context, Labels labels) {
    try {
      BlobRef ref;
      try (InputStream in = Files.newInputStream(kept.file())) {
        ref = blobs.put(in, "application/octet-stream", Owners.session(context.session()));
      }
      if (!ref.hash().equals(kept.hash())) {
        throw Problem.of(ErrorCode.CORRUPT, "The download changed while it was put away.");
      }
      origins.mark(ref.hash(), ref.bytes(), labels);
      if (to.isPresent()) {
        save(kept, to.get(), context, labels);
      }
      Files.deleteIfExists(kept.file());
      return "kept as blob:" + ref.hash().hex() + to.map(path -> ", saved as " + path).orElse("");
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The download cannot be put away.").because(e);
    }
  }

  private void save(Kept kept, Path to, ToolContext context, Labels labels) throws IOException {
    if (kept.size() > FileChanges.MAX_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "A download that is saved has at most "
              + (FileChanges.MAX_BYTES >> 20)
              + " MiB; it is kept as a blob.");
    }
    var author =
        new FileChanges.Author(
            alpi.daemon.base.Actor.job(context.run()),
            context.session(),
            context.run(),
            context.callId(),
            BrowserTool.NAME,
            context.labels().and(labels),
            Optional.empty());
    Optional<Sha256> before = FileChanges.before(to, to.toString()).map(FileChanges.Before::hash);
    if (before.isPresent()) {
      throw Problem.of(
          ErrorCode.CONFLICT, "There is a file " + to + " already.", "Save it under another name.");
    }
    byte[] bytes = Files.readAllBytes(kept.file());
    changes.apply(to, to.toString(), Optional.empty(), bytes, Optional.empty(), author);
  }
}
