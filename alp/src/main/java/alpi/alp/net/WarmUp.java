package alpi.alp.net;

import alpi.alp.crypto.BulkCipher;
import alpi.alp.crypto.BulkSuite;
import alpi.alp.wire.WireFault;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// Seals and opens small pieces beside the first large transfer, until the JDK has compiled its
/// cipher. It counts calls, not bytes: fed by chunks alone it would interpret most of the first
/// gigabyte, at a hundredth of the speed.
final class WarmUp {
  private static final int ROUNDS = 2_000;
  private static final int PIECE = 8 << 10;
  private static final long WORTH_IT = 64L << 20;

  private final AtomicBoolean begun = new AtomicBoolean();

  /// Begins with the first blob that is large enough to be worth it.
  void before(long size) {
    if (size >= WORTH_IT && begun.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("blob-warm").start(WarmUp::run);
    }
  }

  private static void run() {
    byte[] key = new byte[BulkCipher.KEY_BYTES];
    var sealer = new BulkCipher(BulkSuite.AES_256_GCM, key);
    var opener = new BulkCipher(BulkSuite.AES_256_GCM, key);
    byte[] plain = new byte[PIECE];
    byte[] sealed = new byte[PIECE + BulkCipher.TAG_BYTES];
    try {
      for (int i = 0; i < ROUNDS; i++) {
        byte[] nonce = ByteBuffer.allocate(BulkCipher.NONCE_BYTES).putInt(Integer.BYTES, i).array();
        sealer.seal(nonce, nonce, plain, PIECE, sealed, 0);
        opener.open(nonce, nonce, sealed, 0, sealed.length, plain);
      }
    } catch (WireFault impossible) {
      throw new IllegalStateException("what was just sealed does not open", impossible);
    }
  }
}
