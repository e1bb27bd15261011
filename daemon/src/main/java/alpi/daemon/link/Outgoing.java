package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Owners;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.file.Guard;
import alpi.daemon.tool.file.Places;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a call would let out: a file as it lies there now, or a blob that belongs to the
/// conversation. Known by its hash, so that what is agreed to is what leaves.
///
/// @param name what the owner is shown of it
/// @param path of the file; empty for a blob
/// @param hash empty for a file that no tool may read: it was not opened
/// @param reading how it is read
/// @param labels of what is in it
record Outgoing(
    String name,
    Optional<Path> path,
    Optional<Sha256> hash,
    long bytes,
    Access reading,
    Labels labels) {
  /// Longest name in the one line of a question, in characters; its arguments show the whole.
  private static final int SHOWN = 60;

  private static final String BLOB = "blob:";
  private static final int BUFFER = 64 << 10;

  /// Where such things are found.
  ///
  /// @param most bytes of a file that a tool reads to know what it is
  record Finder(SensitivePaths sensitive, BlobStore blobs, Origins origins, long most) {
    /// Largest file that a tool lets out.
    static final long MOST = 1L << 30;

    /// What `given` names, judged and read.
    ///
    /// @throws Problem `not_found`, `too_large`, `invalid_params`
    Outgoing find(String given, ToolContext context) {
      return given.startsWith(BLOB)
          ? blob(given.substring(BLOB.length()), context)
          : file(given, context);
    }

    private Outgoing blob(String hex, ToolContext context) {
      if (!Sha256.isHex(hex)) {
        throw Problem.of(ErrorCode.INVALID_PARAMS, "blob: is followed by 64 hexadecimal digits.");
      }
      var hash = new Sha256(hex);
      if (!blobs.owns(Owners.session(context.session()), hash)) {
        throw Problem.of(ErrorCode.NOT_FOUND, "There is no blob of that name here.");
      }
      long bytes =
          blobs
              .stat(hash)
              .orElseThrow(() -> Problem.of(ErrorCode.CORRUPT, "That blob is damaged."))
              .bytes();
      var access = new Access(Capability.MEMORY_READ, BLOB + hash, Tier.SAFE, "reading a blob");
      return new Outgoing(
          "blob " + hash.brief(),
          Optional.empty(),
          Optional.of(hash),
          bytes,
          access,
          Labels.of(Source.WORKSPACE, true).and(origins.of(hash)));
    }

    private Outgoing file(String given, ToolContext context) {
      Path path = Places.real(given, context.workspace());
      String name = Cut.brief(Places.shown(path, context.workspace()), SHOWN);
      Access access = Guard.read(sensitive, path);
      Labels labels = Labels.of(Source.WORKSPACE, true);
      if (access.tier() != Tier.SAFE) {
        return new Outgoing(name, Optional.of(path), Optional.empty(), 0, access, labels);
      }
      try (SeekableByteChannel channel = sensitive.openForRead(path)) {
        long bytes = channel.size();
        if (bytes > most) {
          throw Problem.of(
              ErrorCode.TOO_LARGE,
              "A tool sends files of at most " + most + " bytes.",
              "The owner can send it: `alpi blob send`.");
        }
        Sha256 hash = hash(channel);
        return new Outgoing(
            name,
            Optional.of(path),
            Optional.of(hash),
            bytes,
            access,
            labels.and(origins.of(path)).and(origins.of(hash)));
      } catch (IOException e) {
        throw Problem.of(ErrorCode.STORAGE, name + " cannot be read.").because(e);
      }
    }

    private static Sha256 hash(SeekableByteChannel channel) throws IOException {
      MessageDigest digest = Sha256.digest();
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
      return Sha256.ofDigest(digest.digest());
    }
  }

  /// What would be done with it, as it is judged and shown.
  ///
  /// @param verb what is asked of the peer, the name that a grant has
  /// @param between `to` or `with`, as the owner is told it
  Plan plan(Peer peer, String verb, String between) {
    String why = "letting the peer " + peer.id() + " have a file";
    var asking = new Access(Capability.PEER, peer.id() + "/" + verb, Tier.CAUTION, why);
    String what = hash.map(id -> bytes + " bytes, sha256 " + id.hex() + ", ").orElse("");
    return new Plan(
        List.of(asking, reading),
        verb + " " + between + " " + peer.id() + ": " + what + name,
        Map.of(
            "peer", peer.id(),
            "key", peer.key().text(),
            "address", peer.address().map(Object::toString).orElse(""),
            "hash", hash.map(Sha256::hex).orElse(""),
            "bytes", Long.toString(bytes)),
        labels);
  }
}
