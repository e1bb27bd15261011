package alpi.alp.transfer;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.LinkCode;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.LaneRecord.Refused;
import alpi.alp.fast.Manifest;
import alpi.alp.json.Json;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts and gets blobs with the verbs of version 1, at a peer that does not speak the fast lane.
public final class BlobCalls {
  /// How long a piece is tried again while the peer says that we ask too often.
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  /// Between two such tries.
  public static final Duration PAUSE = Duration.ofSeconds(2);

  /// Makes a call and waits for its last answer.
  @FunctionalInterface
  public interface Caller {
    Envelope call(String method, ObjectNode params, boolean stream, Consumer<Envelope.Answer> parts)
        throws WireFault, InterruptedException;
  }

  /// Waits.
  @FunctionalInterface
  public interface Pause {
    void pause(Duration span) throws InterruptedException;
  }

  private final Caller caller;
  private final Pause pause;

  public BlobCalls(Caller caller, Pause pause) {
    this.caller = caller;
    this.pause = pause;
  }

  /// @param progress is told how many bytes the peer has
  /// @throws BlobFault `too-big` before anything is said, when version 1 cannot carry it
  public void put(BlobSource source, LongConsumer progress)
      throws WireFault, BlobFault, IOException, InterruptedException {
    Manifest manifest = source.manifest();
    if (manifest.size() > Version1.MAX_BLOB) {
      throw new BlobFault(BlobCode.TOO_BIG, "that peer takes at most 20 MiB at a time");
    }
    byte[] buffer = new byte[Chunks.BYTES];
    long offset = 0;
    int chunk = 0;
    boolean complete = false;
    while (!complete) {
      var data = new ByteArrayOutputStream();
      while (chunk < manifest.chunks() && data.size() < Version1.PIECE) {
        data.write(buffer, 0, source.read(chunk, buffer));
        chunk++;
      }
      boolean last = chunk == manifest.chunks();
      JsonNode answer = putPiece(manifest, offset, data.toByteArray(), last);
      offset += data.size();
      complete = answer.path("complete").asBoolean(false);
      long next = answer.path("next_offset").asLong(-1);
      if (next != (complete ? manifest.size() : offset) || (last && !complete)) {
        throw new WireFault(Fault.BAD_ENVELOPE, "an answer that does not follow from the piece");
      }
      progress.accept(next);
    }
  }

  private JsonNode putPiece(Manifest manifest, long offset, byte[] data, boolean last)
      throws WireFault, BlobFault, InterruptedException {
    ObjectNode params =
        Json.object()
            .put("hash", manifest.id().hex())
            .put("size", manifest.size())
            .put("offset", offset)
            .put("data", Base64.getEncoder().encodeToString(data))
            .put("final", last);
    Duration waited = Duration.ZERO;
    while (true) {
      switch (caller.call(Version1.PUT, params, false, _ -> {})) {
        case Envelope.Answer answer -> {
          return answer.result();
        }
        case Envelope.Refusal refusal -> {
          boolean again =
              refusal.error().code().equals(Optional.of(LinkCode.RATE_LIMITED))
                  && waited.compareTo(PATIENCE) < 0;
          if (!again) {
            throw fault(refusal);
          }
          pause.pause(PAUSE);
          waited = waited.plus(PAUSE);
        }
        case Envelope.Request _ ->
            throw new WireFault(Fault.BAD_ENVELOPE, "a request where an answer belongs");
      }
    }
  }

  /// Gets a blob into `port`; nothing of it is there until all of it was verified.
  ///
  /// @return its size
  public long get(PeerKey peer, Sha256 id, BlobPort port, LongConsumer progress)
      throws WireFault, BlobFault, IOException, InterruptedException {
    var collected = new Collected(id, progress);
    ObjectNode params = Json.object().put("hash", id.hex());
    Envelope last = caller.call(Version1.GET, params, true, collected::add);
    if (last instanceof Envelope.Refusal refusal) {
      throw fault(refusal);
    }
    byte[] bytes = collected.whole(last);
    var offer = new Incoming(peer, id, bytes.length, Optional.empty());
    Optional<BlobRefusal> refusal = port.judge(offer);
    if (refusal.isPresent()) {
      throw new BlobFault(refusal.get().code(), refusal.get().detail());
    }
    try (BlobPart part = port.stage(offer)) {
      part.write(0, bytes, bytes.length);
      for (int i = 0; i < Chunks.count(bytes.length); i++) {
        part.mark(i);
      }
      part.publish(Optional.empty());
    }
    return bytes.length;
  }

  private static BlobFault fault(Envelope.Refusal refusal) {
    Optional<LinkCode> known = refusal.error().code();
    BlobCode code =
        Arrays.stream(BlobCode.values())
            .filter(one -> known.equals(Optional.of(one.overVersion1())))
            .findFirst()
            .orElse(BlobCode.INTERNAL_ERROR);
    String detail = refusal.error().data().path("detail").asString("");
    String line =
        detail
            .substring(0, Math.min(Refused.MAX_DETAIL, detail.length()))
            .replaceAll("\\p{Cntrl}", " ");
    return new BlobFault(code, line.isEmpty() ? "the peer said: " + code.message() : line);
  }

  /// The parts of an answer, in order.
  private static final class Collected {
    private final Sha256 id;
    private final LongConsumer progress;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean wrong;

    Collected(Sha256 id, LongConsumer progress) {
      this.id = id;
      this.progress = progress;
    }

    void add(Envelope.Answer part) {
      JsonNode result = part.result();
      if (wrong || result.path("offset").asLong(-1) != bytes.size()) {
        wrong = true;
        return;
      }
      try {
        byte[] data = Base64.getDecoder().decode(result.path("data").asString("!"));
        wrong = bytes.size() + (long) data.length > Version1.MAX_BLOB;
        if (!wrong) {
          bytes.writeBytes(data);
          progress.accept(bytes.size());
        }
      } catch (IllegalArgumentException e) {
        wrong = true;
      }
    }

    byte[] whole(Envelope last) throws WireFault, BlobFault {
      byte[] all = bytes.toByteArray();
      boolean ended =
          last instanceof Envelope.Answer answer
              && answer.result().path("size").asLong(-1) == all.length;
      if (wrong || !ended) {
        throw new WireFault(Fault.BAD_ENVELOPE, "a blob in pieces that do not fit together");
      }
      if (!Sha256.of(all).matches(id)) {
        throw new BlobFault(BlobCode.BAD_HASH, "the peer sent something else");
      }
      return all;
    }
  }
}
