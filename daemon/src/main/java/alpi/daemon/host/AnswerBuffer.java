package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.RpcError;
import io.netty.buffer.ByteBuf;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One answer while it is written. What exceeds the bound of an answer, or the memory that all
/// large ones share, is dropped as it comes and not after it was gathered.
///
/// For one thread at a time; [#release] may come from another one later.
final class AnswerBuffer extends OutputStream {
  /// So much of every answer is not counted: as much as a connection may gather anyway.
  static final int SMALL_BYTES = 64 << 10;

  private static final int FIRST_BYTES = 1 << 10;

  private final AnswerMemory memory;
  private final int bound;
  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[FIRST_BYTES];
  private int at;
  private int length;
  private long taken;
  private @Nullable RpcError refusal;

  AnswerBuffer(AnswerMemory memory, int bound) {
    this.memory = memory;
    this.bound = bound;
  }

  int length() {
    return length;
  }

  /// How much may still be added.
  int room() {
    return Math.max(0, bound - length);
  }

  /// Why something was dropped; empty when all was kept.
  Optional<RpcError> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    if (refusal == null && count > room()) {
      refusal = tooLarge(bound);
    }
    int done = 0;
    while (refusal == null && done < count) {
      if (at == last.length && !grow()) {
        refusal = noMemory();
      } else {
        done += copy(bytes, from + done, count - done);
      }
    }
  }

  /// Adds the few bytes that tell why an answer is missing, or that hold answers together, whatever
  /// the bounds are.
  void force(byte... bytes) {
    int done = 0;
    while (done < bytes.length) {
      if (at == last.length && !grow()) {
        next();
      }
      done += copy(bytes, done, bytes.length - done);
    }
  }

  /// Forgets all after the first `keep` bytes, and why something was dropped.
  void rollback(int keep) {
    while ((long) full.size() * SMALL_BYTES > keep) {
      last = full.removeLast();
      if (taken > 0) {
        taken -= SMALL_BYTES;
        memory.give(SMALL_BYTES);
      }
    }
    at = keep - full.size() * SMALL_BYTES;
    length = keep;
    refusal = null;
  }

  /// Gives the memory back. The bytes are of no use to anyone after that.
  void release() {
    memory.give(taken);
    taken = 0;
    full.clear();
  }

  void copyTo(ByteBuf to) {
    full.forEach(to::writeBytes);
    to.writeBytes(last, 0, at);
  }

  byte[] toBytes() {
    byte[] all = new byte[length];
    int done = 0;
    for (byte[] segment : full) {
      System.arraycopy(segment, 0, all, done, segment.length);
      done += segment.length;
    }
    System.arraycopy(last, 0, all, done, at);
    return all;
  }

  private int copy(byte[] bytes, int from, int count) {
    int fits = Math.min(count, last.length - at);
    System.arraycopy(bytes, from, last, at, fits);
    at += fits;
    length += fits;
    return fits;
  }

  private boolean grow() {
    if (last.length < SMALL_BYTES) {
      last = Arrays.copyOf(last, Math.min(SMALL_BYTES, 8 * last.length));
      return true;
    }
    if (!memory.take(SMALL_BYTES)) {
      return false;
    }
    taken += SMALL_BYTES;
    next();
    return true;
  }

  private void next() {
    full.add(last);
    last = new byte[SMALL_BYTES];
    at = 0;
  }

  private static RpcError tooLarge(int bound) {
    return RpcError.of(
        Problem.of(
            ErrorCode.TOO_LARGE,
            "The answer is larger than " + bound + " bytes.",
            "Ask for less at a time."));
  }

  private static RpcError noMemory() {
    return RpcError.of(
        Problem.of(
            ErrorCode.BUSY,
            "The daemon has as many large answers under way as it has memory for.",
            "Ask again in a moment, or ask for less at a time."));
  }
}
