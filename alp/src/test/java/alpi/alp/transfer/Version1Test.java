package alpi.alp.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.Header;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.envelope.Part;
import alpi.alp.fast.BlobCode;
import alpi.alp.json.Json;
import alpi.alp.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The blob verbs of version 1: what is said, what is refused.
class Version1Test {
  private static final PeerKey ANA = Envelopes.ANA.key();
  private static final Moment NOW = new Moment(Envelopes.NOON, 0);

  private final MemoryPort port = new MemoryPort();
  private final PutBlob put = new PutBlob(port);

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static ObjectNode piece(byte[] blob, int offset, int length) {
    byte[] data = java.util.Arrays.copyOfRange(blob, offset, offset + length);
    return Json.object()
        .put("hash", Sha256.of(blob).hex())
        .put("size", blob.length)
        .put("offset", offset)
        .put("data", Base64.getEncoder().encodeToString(data))
        .put("final", offset + length == blob.length);
  }

  private String said(ObjectNode params) {
    return switch (put.put(ANA, params, NOW)) {
      case PutBlob.Reply.Result(ObjectNode result) -> Json.text(result);
      case PutBlob.Reply.Refusal(LinkError error) ->
          error.message() + " " + error.data().path("detail").asString("");
    };
  }

  @Test
  void takesABlobPieceByPiece() {
    byte[] blob = bytes(700_000);
    String hash = Sha256.of(blob).hex();
    assertEquals(
        "{\"hash\":\"" + hash + "\",\"size\":700000,\"next_offset\":524288,\"complete\":false}",
        said(piece(blob, 0, 524_288)));
    assertTrue(port.visible.isEmpty());
    assertEquals(
        "{\"hash\":\"" + hash + "\",\"size\":700000,\"next_offset\":700000,\"complete\":true}",
        said(piece(blob, 524_288, 175_712)));
    assertArrayEquals(blob, port.visible.get(Sha256.of(blob)));
    assertTrue(said(piece(blob, 0, 10)).endsWith("\"next_offset\":700000,\"complete\":true}"));
  }

  @Test
  void takesAnEmptyBlobInOneCall() {
    assertTrue(said(piece(new byte[0], 0, 0)).endsWith("\"next_offset\":0,\"complete\":true}"));
  }

  @Test
  void startsAgainAtNothingAndRefusesGaps() {
    byte[] blob = bytes(1_000);
    said(piece(blob, 0, 600));
    assertEquals("invalid-blob the next offset is 600", said(piece(blob, 700, 300)));
    said(piece(blob, 0, 100));
    assertEquals("invalid-blob the next offset is 100", said(piece(blob, 600, 400)));
    assertTrue(said(piece(blob, 100, 900)).endsWith("\"complete\":true}"));
  }

  @Test
  void refusesWhatIsNotAPiece() {
    byte[] blob = bytes(1_000);
    List<ObjectNode> wrong =
        List.of(
            piece(blob, 0, 10).put("hash", "abc"),
            piece(blob, 0, 10).put("size", true),
            piece(blob, 0, 10).put("size", Version1.MAX_BLOB + 1),
            piece(blob, 0, 10).put("size", -1),
            piece(blob, 0, 10).put("offset", 1.5),
            piece(blob, 0, 10).put("data", "AA="),
            piece(blob, 0, 10).put("data", "AA\n=="),
            piece(blob, 0, 10).put("data", "AB=="),
            piece(blob, 0, 10).put("final", true),
            piece(blob, 0, 10).put("final", "no"),
            piece(blob, 0, 1_000).put("size", 999));
    for (ObjectNode params : wrong) {
      assertTrue(said(params).startsWith("invalid-blob "), () -> Json.text(params));
    }
    byte[] large = bytes(Version1.PIECE + 1);
    assertTrue(said(piece(large, 0, large.length)).startsWith("invalid-blob "));
    assertTrue(port.parts.isEmpty() && port.visible.isEmpty());
  }

  @Test
  void readsCapitalDigitsOfAHash() {
    byte[] blob = bytes(10);
    ObjectNode params = piece(blob, 0, 10);
    params.put("hash", Sha256.of(blob).hex().toUpperCase(java.util.Locale.ROOT));
    assertTrue(said(params).endsWith("\"complete\":true}"));
  }

  @Test
  void publishesNothingWithAnotherHash() {
    byte[] blob = bytes(1_000);
    ObjectNode params = piece(blob, 0, 1_000).put("hash", Sha256.of(new byte[0]).hex());
    assertEquals("invalid-blob the bytes have another hash", said(params));
    assertTrue(port.visible.isEmpty() && port.parts.isEmpty());
  }

  @Test
  void bearsWithSoManyBlobsAtATimeUntilTheyIdle() {
    for (int i = 1; i <= PutBlob.PER_PEER; i++) {
      assertTrue(said(piece(bytes(1_000 + i), 0, 10)).endsWith("\"complete\":false}"));
    }
    assertEquals("target-busy other blobs are under way", said(piece(bytes(5_000), 0, 10)));
    Moment later = NOW.plus(PutBlob.IDLE);
    assertInstanceOf(PutBlob.Reply.Result.class, put.put(ANA, piece(bytes(5_000), 0, 10), later));
  }

  @Test
  void saysRefusalsOfThePortInItsOwnWords() {
    port.verdict = Optional.of(new BlobRefusal(BlobCode.QUOTA, "raise it"));
    assertEquals("invalid-blob raise it", said(piece(bytes(10), 0, 10)));
    port.verdict = Optional.of(BlobRefusal.of(BlobCode.DISK_LOW));
    assertEquals("internal-error disk-low", said(piece(bytes(10), 0, 10)));
  }

  /// Collects what a get is answered with.
  private static final class Heard implements AnswerParts {
    private final List<JsonNode> chunks = new ArrayList<>();
    private Optional<JsonNode> last = Optional.empty();
    private Optional<LinkError> refused = Optional.empty();

    @Override
    public void chunk(JsonNode result) {
      chunks.add(result);
    }

    @Override
    public void finish(JsonNode result) {
      last = Optional.of(result);
    }

    @Override
    public void refuse(LinkError error) {
      refused = Optional.of(error);
    }
  }

  private Heard get(String hash) throws InterruptedException {
    var heard = new Heard();
    new GetBlob(port).get(ANA, Json.object().put("hash", hash), heard);
    return heard;
  }

  private Sha256 shared(byte[] blob) {
    Sha256 id = Sha256.of(blob);
    port.visible.put(id, blob);
    port.shares.add(new MemoryPort.Shared(ANA, id));
    return id;
  }

  @Test
  void givesWhatIsSharedInPieces() throws InterruptedException {
    byte[] blob = bytes(1_100_000);
    Heard heard = get(shared(blob).hex());
    assertEquals(3, heard.chunks.size());
    assertEquals(524_288, heard.chunks.get(1).path("offset").intValue());
    assertEquals(1_100_000, heard.last.orElseThrow().path("size").intValue());
    Heard empty = get(shared(new byte[0]).hex());
    assertTrue(empty.chunks.isEmpty() && empty.last.isPresent());
  }

  @Test
  void saysNotFoundWhateverTheReason() throws InterruptedException {
    byte[] secret = bytes(100);
    port.visible.put(Sha256.of(secret), secret);
    Sha256 large = shared(new byte[(int) Version1.MAX_BLOB + 1]);
    for (String hash :
        List.of(Sha256.of(secret).hex(), Sha256.of(new byte[] {1}).hex(), large.hex())) {
      assertEquals(Optional.of(LinkCode.BLOB_NOT_FOUND), get(hash).refused.orElseThrow().code());
    }
    assertEquals(Optional.of(LinkCode.INVALID_BLOB), get("x").refused.orElseThrow().code());
  }

  /// A peer of version 1 in memory, which says that we ask too often now and then.
  private Envelope answer(String method, ObjectNode params, List<Envelope.Answer> parts)
      throws InterruptedException {
    Header header = Header.fresh(Envelopes.BEN.key(), ANA, Envelopes.NOON, new Random(1));
    if (method.equals(Version1.PUT)) {
      return switch (put.put(ANA, params, NOW)) {
        case PutBlob.Reply.Result(ObjectNode result) ->
            new Envelope.Answer("i", result, Part.WHOLE, header);
        case PutBlob.Reply.Refusal(LinkError error) ->
            new Envelope.Refusal("i", error, Part.WHOLE, header);
      };
    }
    var heard = new Heard();
    new GetBlob(port).get(ANA, params, heard);
    heard.chunks.forEach(chunk -> parts.add(new Envelope.Answer("i", chunk, Part.CHUNK, header)));
    return heard.refused.isPresent()
        ? new Envelope.Refusal("i", heard.refused.get(), Part.WHOLE, header)
        : new Envelope.Answer("i", heard.last.orElseThrow(), Part.FINAL, header);
  }

  private BlobCalls calls(List<Duration> pauses, int refusals) {
    int[] left = {refusals};
    BlobCalls.Caller caller =
        (method, params, _, parts) -> {
          if (left[0] > 0) {
            left[0]--;
            Header header = Header.fresh(Envelopes.BEN.key(), ANA, Envelopes.NOON, new Random(1));
            LinkError tooOften = LinkError.of(LinkCode.RATE_LIMITED);
            return new Envelope.Refusal("i", tooOften, Part.WHOLE, header);
          }
          List<Envelope.Answer> all = new ArrayList<>();
          Envelope last = answer(method, params, all);
          all.forEach(parts);
          return last;
        };
    return new BlobCalls(caller, pauses::add);
  }

  @Test
  void putsAndGetsAtAPeerOfVersion1() throws Exception {
    List<Duration> pauses = new ArrayList<>();
    byte[] blob = bytes(1_200_000);
    List<Long> progress = new ArrayList<>();
    calls(pauses, 2).put(MemoryPort.source(blob), progress::add);
    assertEquals(List.of(524_288L, 1_048_576L, 1_200_000L), progress);
    assertEquals(2, pauses.size());
    Sha256 id = shared(blob);
    MemoryPort mine = new MemoryPort();
    assertEquals(1_200_000, calls(pauses, 0).get(Envelopes.BEN.key(), id, mine, _ -> {}));
    assertArrayEquals(blob, mine.visible.get(id));
    calls(pauses, 0).put(MemoryPort.source(new byte[0]), progress::add);
  }

  @Test
  void givesUpWhereItIsRefusedForLong() {
    List<Duration> pauses = new ArrayList<>();
    BlobFault fault =
        assertThrows(
            BlobFault.class, () -> calls(pauses, 1_000).put(MemoryPort.source(bytes(1)), _ -> {}));
    assertEquals(BlobCode.RATE_LIMITED, fault.code());
    assertEquals(BlobCalls.PATIENCE.dividedBy(BlobCalls.PAUSE), pauses.size());
  }

  @Test
  void saysNothingOfABlobThatVersion1CannotCarry() {
    var source = MemoryPort.source(new byte[(int) Version1.MAX_BLOB + 1]);
    BlobFault fault =
        assertThrows(
            BlobFault.class,
            () ->
                new BlobCalls(
                        (_, _, _, _) -> {
                          throw new IllegalStateException("asked");
                        },
                        _ -> {})
                    .put(source, _ -> {}));
    assertEquals(BlobCode.TOO_BIG, fault.code());
  }

  @Test
  void keepsNothingOfABlobWithAnotherHash() {
    MemoryPort mine = new MemoryPort();
    byte[] blob = bytes(100);
    Sha256 claimed = Sha256.of(new byte[] {9});
    BlobCalls calls =
        new BlobCalls(
            (_, _, _, parts) -> {
              Header header = Header.fresh(Envelopes.BEN.key(), ANA, Envelopes.NOON, new Random(1));
              ObjectNode part =
                  Json.object()
                      .put("hash", claimed.hex())
                      .put("offset", 0)
                      .put("data", Base64.getEncoder().encodeToString(blob));
              parts.accept(new Envelope.Answer("i", part, Part.CHUNK, header));
              ObjectNode last = Json.object().put("hash", claimed.hex()).put("size", 100);
              return new Envelope.Answer("i", last, Part.FINAL, header);
            },
            _ -> {});
    BlobFault fault =
        assertThrows(BlobFault.class, () -> calls.get(Envelopes.BEN.key(), claimed, mine, _ -> {}));
    assertEquals(BlobCode.BAD_HASH, fault.code());
    assertTrue(mine.visible.isEmpty() && mine.parts.isEmpty());
  }
}
