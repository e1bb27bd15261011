package alpi.alp.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Merkle;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Vectors;
import alpi.alp.envelope.Envelopes;
import alpi.alp.fast.Preface.Role;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Every byte of a blob that is put, and of one that is fetched, with chance played from a script:
/// whatever changes on the wire changes here. `>` is said by the one who dialled, `<` by the other.
class FastTranscriptTest {
  private static final byte[] BLOB = "a blob of one chunk".getBytes(StandardCharsets.US_ASCII);
  private static final Sha256 ID = Sha256.of(BLOB);
  private static final Manifest MANIFEST =
      new Manifest(BLOB.length, ID, Sha256.ofDigest(Merkle.leaf(BLOB, BLOB.length)));

  private final List<String> transcript = new ArrayList<>();

  private byte[] said(String arrow, byte[] bytes) {
    transcript.add(arrow + " " + HexFormat.of().formatHex(bytes));
    return bytes;
  }

  private LaneSessions.Pair shakeHands() throws WireFault {
    LaneHandshake ana =
        LaneHandshake.initiator(
            Envelopes.ANA, Envelopes.BEN.key(), Role.DATA, DhKey.ofPrivate(Vectors.run(0x40, 32)));
    LaneHandshake ben =
        LaneHandshake.responder(Envelopes.BEN, Role.DATA, DhKey.ofPrivate(Vectors.run(0x60, 32)));
    said(">", Preface.of(Role.DATA));
    byte[] second = said("<", ben.second(said(">", ana.first())));
    var who = ben.finish(said(">", ana.third(second)));
    return new LaneSessions.Pair(ana.session(Envelopes.BEN.key(), true), ben.session(who, false));
  }

  private void ana(LaneSessions.Pair pair, LaneRecord record) throws WireFault {
    said(">", pair.caller().sealer().seal(record));
  }

  private void ben(LaneSessions.Pair pair, LaneRecord record) throws WireFault {
    said("<", pair.listener().sealer().seal(record));
  }

  private static byte[] chunk(LaneSession from, int stream) {
    byte[] record = new byte[BLOB.length + ChunkSealer.OVERHEAD];
    from.chunks(BulkSuite.AES_256_GCM, stream, ID).seal(0, true, BLOB, BLOB.length, record);
    return record;
  }

  private void check(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/transcripts/" + name))) {
      String expected = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals(expected.strip(), String.join("\n", transcript));
    }
  }

  @Test
  void putsABlobAndASecondTimeMovesNothing() throws Exception {
    var pair = shakeHands();
    var offered = MANIFEST.offered(Envelopes.ANA);
    ana(pair, new LaneRecord.Put(0, BulkSuite.AES_256_GCM, MANIFEST, offered));
    ben(pair, new LaneRecord.Accept(new Want(false, ChunkMap.none(1))));
    said(">", chunk(pair.caller(), 0));
    ana(pair, new LaneRecord.Fin(MANIFEST, MANIFEST.sent(Envelopes.ANA)));
    ben(pair, new LaneRecord.Done(ID));
    ana(pair, new LaneRecord.Put(1, BulkSuite.AES_256_GCM, MANIFEST, offered));
    ben(pair, new LaneRecord.Have());
    check("fast-put.txt");
  }

  @Test
  void fetchesABlobAndIsRefusedAnother() throws Exception {
    var pair = shakeHands();
    ana(pair, new LaneRecord.Get(0, BulkSuite.AES_256_GCM, ID));
    ben(pair, new LaneRecord.Offer(MANIFEST, MANIFEST.offered(Envelopes.BEN)));
    ana(pair, new LaneRecord.Need(new Want(false, ChunkMap.none(1))));
    said("<", chunk(pair.listener(), 0));
    ben(pair, new LaneRecord.Fin(MANIFEST, MANIFEST.sent(Envelopes.BEN)));
    ana(pair, new LaneRecord.Done(ID));
    ana(pair, new LaneRecord.Get(1, BulkSuite.AES_256_GCM, MANIFEST.root()));
    ben(pair, new LaneRecord.Refused(BlobCode.BLOB_NOT_FOUND, ""));
    check("fast-get.txt");
  }
}
