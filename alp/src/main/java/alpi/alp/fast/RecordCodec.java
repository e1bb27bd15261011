package alpi.alp.fast;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Chunks;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.LaneRecord.Abort;
import alpi.alp.fast.LaneRecord.Accept;
import alpi.alp.fast.LaneRecord.Done;
import alpi.alp.fast.LaneRecord.Fin;
import alpi.alp.fast.LaneRecord.Get;
import alpi.alp.fast.LaneRecord.GoAway;
import alpi.alp.fast.LaneRecord.Have;
import alpi.alp.fast.LaneRecord.Need;
import alpi.alp.fast.LaneRecord.Offer;
import alpi.alp.fast.LaneRecord.Ping;
import alpi.alp.fast.LaneRecord.Pong;
import alpi.alp.fast.LaneRecord.Put;
import alpi.alp.fast.LaneRecord.PutMany;
import alpi.alp.fast.LaneRecord.Refused;
import alpi.alp.fast.LaneRecord.SentMany;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Records as bytes and back. Numbers are big-endian. Whatever a record holds is judged before any
/// memory is taken for it, and a byte too many is as wrong as one too few.
public final class RecordCodec {
  static final int OPEN = 0x10;
  static final int ANSWER = 0x11;
  static final int LEAVES = 0x12;
  static final int DATA = 0x13;
  static final int FIN = 0x14;
  static final int DONE = 0x15;
  static final int ABORT = 0x16;
  static final int NEED = 0x17;
  static final int FIN_MANY = 0x18;
  static final int PING = 0x20;
  static final int PONG = 0x21;
  static final int GOAWAY = 0x2f;

  /// Largest payload, the largest of Noise.
  public static final int MAX_PAYLOAD = 65_519;

  private static final int PUT = 1;
  private static final int GET = 2;
  private static final int PUT_MANY = 3;
  private static final int ACCEPT = 1;
  private static final int HAVE = 2;
  private static final int REFUSED = 3;
  private static final int OFFER = 4;
  private static final int LEAVES_TOO = 1;

  private RecordCodec() {}

  static int type(LaneRecord record) {
    return switch (record) {
      case Put _, Get _, PutMany _ -> OPEN;
      case Accept _, Have _, Refused _, Offer _ -> ANSWER;
      case Leaves _ -> LEAVES;
      case Fin _ -> FIN;
      case SentMany _ -> FIN_MANY;
      case Done _ -> DONE;
      case Abort _ -> ABORT;
      case Need _ -> NEED;
      case Ping _ -> PING;
      case Pong _ -> PONG;
      case GoAway _ -> GOAWAY;
    };
  }

  public static byte[] payload(LaneRecord record) {
    ByteBuffer out = ByteBuffer.allocate(MAX_PAYLOAD);
    switch (record) {
      case Put put -> {
        out.put((byte) PUT).putInt(put.stream()).put((byte) put.suite().number());
        signed(out, put.manifest(), put.signature());
      }
      case Get get ->
          out.put((byte) GET)
              .putInt(get.stream())
              .put((byte) get.suite().number())
              .put(get.id().bytes());
      case PutMany many ->
          out.put((byte) PUT_MANY)
              .putInt(many.stream())
              .put((byte) many.suite().number())
              .put(many.signature().bytes())
              .put(many.batch().bytes());
      case SentMany sent -> out.put(sent.digest().bytes()).put(sent.signature().bytes());
      case Accept accept -> want(out.put((byte) ACCEPT), accept.want());
      case Have _ -> out.put((byte) HAVE);
      case Refused refused ->
          out.put((byte) REFUSED)
              .putInt(refused.code().number())
              .put(refused.detail().getBytes(StandardCharsets.UTF_8));
      case Offer offer -> signed(out.put((byte) OFFER), offer.manifest(), offer.signature());
      case Leaves leaves -> out.put(leaves.bytes());
      case Fin fin -> signed(out, fin.manifest(), fin.signature());
      case Done done -> out.put(done.id().bytes());
      case Abort abort -> out.putInt(abort.code().number()).putInt(abort.chunk());
      case Need need -> want(out, need.want());
      case Ping ping -> out.putLong(ping.token());
      case Pong pong -> out.putLong(pong.token());
      case GoAway _ -> {
        // Its type says it all.
      }
    }
    byte[] payload = new byte[out.position()];
    out.flip().get(payload);
    return payload;
  }

  private static void signed(ByteBuffer out, Manifest manifest, Signature signature) {
    out.put(manifest.bytes()).put(signature.bytes());
  }

  private static void want(ByteBuffer out, Want want) {
    out.put((byte) (want.leaves() ? LEAVES_TOO : 0)).putInt(want.have().count());
    out.put(want.have().bytes());
  }

  /// @throws WireFault when that type has no such payload
  public static LaneRecord read(int type, byte[] payload) throws WireFault {
    ByteBuffer in = ByteBuffer.wrap(payload);
    try {
      LaneRecord record =
          switch (type) {
            case OPEN -> open(in);
            case ANSWER -> answer(in);
            case LEAVES -> leaves(in);
            case FIN -> new Fin(Manifest.read(in), signature(in));
            case FIN_MANY -> new SentMany(Manifest.digest(in), signature(in));
            case DONE -> new Done(Manifest.digest(in));
            case ABORT -> abort(in);
            case NEED -> new Need(want(in));
            case PING -> new Ping(in.getLong());
            case PONG -> new Pong(in.getLong());
            case GOAWAY -> new GoAway();
            default -> throw bad("a record of an unknown type");
          };
      if (in.hasRemaining()) {
        throw bad("a record with more than belongs into it");
      }
      return record;
    } catch (BufferUnderflowException e) {
      throw bad("a record that ends too soon");
    }
  }

  private static LaneRecord open(ByteBuffer in) throws WireFault {
    int kind = in.get();
    int stream = in.getInt();
    BulkSuite suite = BulkSuite.of(in.get()).orElseThrow(() -> bad("an unknown suite"));
    return switch (kind) {
      case PUT -> new Put(stream, suite, Manifest.read(in), signature(in));
      case GET -> new Get(stream, suite, Manifest.digest(in));
      case PUT_MANY -> putMany(stream, suite, in);
      default -> throw bad("an opening of an unknown kind");
    };
  }

  private static LaneRecord putMany(int stream, BulkSuite suite, ByteBuffer in) throws WireFault {
    Signature signature = signature(in);
    byte[] list = new byte[in.remaining()];
    in.get(list);
    return new PutMany(stream, suite, Batch.read(list), signature);
  }

  private static LaneRecord answer(ByteBuffer in) throws WireFault {
    return switch (in.get()) {
      case ACCEPT -> new Accept(want(in));
      case HAVE -> new Have();
      case REFUSED -> new Refused(code(in), detail(in));
      case OFFER -> new Offer(Manifest.read(in), signature(in));
      default -> throw bad("an answer of an unknown kind");
    };
  }

  private static LaneRecord leaves(ByteBuffer in) throws WireFault {
    byte[] hashes = new byte[in.remaining()];
    in.get(hashes);
    try {
      return Leaves.of(hashes);
    } catch (IllegalArgumentException e) {
      throw bad("no run of leaves");
    }
  }

  private static LaneRecord abort(ByteBuffer in) throws WireFault {
    BlobCode code = code(in);
    int chunk = in.getInt();
    if (chunk < Abort.NO_CHUNK) {
      throw bad("no number of a chunk");
    }
    return new Abort(code, chunk);
  }

  private static Want want(ByteBuffer in) throws WireFault {
    int flags = in.get();
    int count = in.getInt();
    if (flags < 0
        || flags > LEAVES_TOO
        || count < 0
        || count > Chunks.count(Chunks.MAX_BLOB)
        || in.remaining() != ChunkMap.size(count)) {
      throw bad("no map of chunks");
    }
    byte[] bits = new byte[in.remaining()];
    in.get(bits);
    try {
      return new Want(flags == LEAVES_TOO, ChunkMap.of(count, bits));
    } catch (IllegalArgumentException e) {
      throw bad("a map of chunks that there are not");
    }
  }

  private static Signature signature(ByteBuffer in) {
    byte[] bytes = new byte[Signature.BYTES];
    in.get(bytes);
    return Signature.of(bytes);
  }

  private static BlobCode code(ByteBuffer in) throws WireFault {
    return BlobCode.of(in.getInt()).orElseThrow(() -> bad("an unknown refusal"));
  }

  private static String detail(ByteBuffer in) throws WireFault {
    if (in.remaining() > 4 * Refused.MAX_DETAIL) {
      throw bad("a detail too long");
    }
    try {
      String detail = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      if (detail.length() <= Refused.MAX_DETAIL
          && detail.chars().noneMatch(Character::isISOControl)) {
        return detail;
      }
    } catch (CharacterCodingException e) {
      throw bad("a detail that is no text");
    }
    throw bad("a detail of more than a line");
  }

  private static WireFault bad(String detail) {
    return new WireFault(Fault.BAD_RECORD, detail);
  }
}
