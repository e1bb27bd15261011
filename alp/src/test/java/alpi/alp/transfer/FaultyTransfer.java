package alpi.alp.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.envelope.Envelopes;
import alpi.alp.fast.ChunkOpener;
import alpi.alp.fast.ChunkSealer;
import alpi.alp.fast.LaneRecord;
import alpi.alp.fast.LaneSession;
import alpi.alp.fast.LaneSessions;
import alpi.alp.fast.Leaves;
import alpi.alp.fast.RecordHeader;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/// One world of the simulation: Ana puts a blob at Ben over one connection after another, whoever
/// carries the records does what it likes with them, and Ben is killed now and then.
final class FaultyTransfer {
  private static final int TRIES = 40;

  /// How one try ended.
  private enum End {
    ACKNOWLEDGED,
    BROKEN
  }

  private final long seed;
  private final Random random;
  private final int mischief;
  private final MemoryPort port = new MemoryPort();
  private final byte[] blob;
  private final Sha256 id;
  private final MemoryPort.MemorySource source;
  private int tries;
  private int faults;
  private int sent;
  private boolean acknowledged;
  private Optional<byte[]> earlier = Optional.empty();

  FaultyTransfer(long seed, int mischief) {
    this.seed = seed;
    this.random = new Random(seed ^ 0xb10b);
    this.mischief = mischief;
    int chunks = random.nextInt(8) == 0 ? random.nextInt(5) : random.nextInt(4) / 3;
    int rest = random.nextInt(3) == 0 ? 0 : random.nextInt(4_000);
    this.blob = new byte[chunks * Chunks.BYTES + rest];
    random.nextBytes(blob);
    this.source = new MemoryPort.MemorySource(blob);
    this.id = source.manifest().id();
  }

  int faults() {
    return faults;
  }

  boolean acknowledged() {
    return acknowledged;
  }

  /// Bytes of the blob that were put on the wire.
  int sent() {
    return sent;
  }

  int size() {
    return blob.length;
  }

  int tries() {
    return tries;
  }

  void run() throws InterruptedException {
    while (!acknowledged && tries < TRIES) {
      tries++;
      try (var receiver = new BlobReceiver(port, Envelopes.ANA.key(), new InlineHash())) {
        acknowledged = attempt(receiver) == End.ACKNOWLEDGED;
        if (mischief > 0 && random.nextInt(4) == 0) {
          port.crash(random);
        }
      } catch (WireFault broken) {
        faults++;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      check();
    }
  }

  void check() {
    byte[] visible = port.visible.get(id);
    if (acknowledged) {
      assertTrue(visible != null, () -> "acknowledged and not there, seed " + seed);
    }
    if (visible != null) {
      assertArrayEquals(blob, visible, () -> "seed " + seed);
    }
    assertTrue(port.visible.size() <= 1, () -> "something else is visible, seed " + seed);
  }

  private End attempt(BlobReceiver receiver) throws WireFault, InterruptedException {
    var pair = LaneSessions.pair(random);
    var sender = new BlobSender(Envelopes.ANA, source);
    LaneRecord.Put put = (LaneRecord.Put) sender.put(0, BulkSuite.AES_256_GCM);
    byte[] opening = pair.caller().sealer().seal(put);
    LaneRecord heard = opened(pair.listener(), carried(opening));
    if (!(heard instanceof LaneRecord.Put offer)) {
      throw new WireFault(Fault.OUT_OF_TURN, "no put");
    }
    LaneRecord answer = receiver.offered(offer.manifest(), offer.signature());
    LaneRecord said = opened(pair.caller(), carried(pair.listener().sealer().seal(answer)));
    if (said instanceof LaneRecord.Have) {
      return End.ACKNOWLEDGED;
    }
    if (!(said instanceof LaneRecord.Accept(var want))) {
      return End.BROKEN;
    }
    sender.wanted(want);
    return stream(pair, sender, receiver);
  }

  private End stream(LaneSessions.Pair pair, BlobSender sender, BlobReceiver receiver)
      throws WireFault, InterruptedException {
    ChunkSealer sealer = pair.caller().chunks(BulkSuite.AES_256_GCM, 0, id);
    ChunkOpener opener = pair.listener().opening(BulkSuite.AES_256_GCM, 0, id);
    byte[] chunk = new byte[Chunks.BYTES];
    byte[] room = new byte[Chunks.BYTES + ChunkSealer.OVERHEAD];
    for (Optional<BlobSender.Item> next = sender.next(chunk);
        next.isPresent();
        next = sender.next(chunk)) {
      byte[] bytes =
          switch (next.get()) {
            case BlobSender.Item.Say(LaneRecord record) -> pair.caller().sealer().seal(record);
            case BlobSender.Item.Chunk(int index, boolean last, int length) -> {
              sent += length;
              yield Arrays.copyOf(room, sealer.seal(index, last, chunk, length, room));
            }
          };
      Optional<LaneRecord> end = taken(pair.listener(), opener, receiver, carried(bytes));
      if (end.isPresent()) {
        byte[] last = carried(pair.listener().sealer().seal(end.get()));
        boolean done =
            opened(pair.caller(), last) instanceof LaneRecord.Done(Sha256 of) && of.equals(id);
        return done ? End.ACKNOWLEDGED : End.BROKEN;
      }
    }
    return End.BROKEN;
  }

  private Optional<LaneRecord> taken(
      LaneSession session, ChunkOpener opener, BlobReceiver receiver, byte[] bytes)
      throws WireFault, InterruptedException {
    RecordHeader header = header(bytes);
    if (!header.isChunk()) {
      return switch (opened(session, bytes)) {
        case Leaves run -> receiver.leaves(run);
        case LaneRecord.Fin fin -> Optional.of(receiver.finished(fin));
        case LaneRecord _ -> throw new WireFault(Fault.OUT_OF_TURN, "seed " + seed);
      };
    }
    byte[] body = Arrays.copyOfRange(bytes, RecordHeader.BYTES, bytes.length);
    byte[] lent = new byte[Chunks.BYTES];
    int before = port.written;
    int index = ChunkOpener.index(body);
    int length = opener.open(header, body, receiver.isLast(index), lent);
    Optional<LaneRecord> end = receiver.chunk(index, lent, length);
    assertEquals(end.isPresent() ? before : before + length, port.written, () -> "seed " + seed);
    return end;
  }

  private static RecordHeader header(byte[] bytes) throws WireFault {
    if (bytes.length < RecordHeader.BYTES) {
      throw new WireFault(Fault.CLOSED, "cut");
    }
    RecordHeader header = RecordHeader.read(bytes, 0);
    if (header.length() != bytes.length - RecordHeader.BYTES) {
      throw new WireFault(Fault.CLOSED, "cut");
    }
    return header;
  }

  private static LaneRecord opened(LaneSession session, byte[] bytes) throws WireFault {
    RecordHeader header = header(bytes);
    return session
        .opener()
        .open(header, Arrays.copyOfRange(bytes, RecordHeader.BYTES, bytes.length));
  }

  /// What arrives of a record: as a rule itself.
  private byte[] carried(byte[] record) throws WireFault {
    if (random.nextInt(1000) >= mischief) {
      earlier = Optional.of(record);
      return record;
    }
    faults++;
    return switch (random.nextInt(4)) {
      case 0 -> throw new WireFault(Fault.CLOSED, "cut");
      case 1 -> {
        byte[] changed = record.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        yield changed;
      }
      case 2 -> Arrays.copyOf(record, random.nextInt(record.length));
      default -> earlier.orElse(record);
    };
  }
}
