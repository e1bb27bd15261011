package alpi.alp.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id, version 1.3 (RFC 9106): makes a key of a passphrase, at a cost that is paid for every
/// guess.
///
/// @param memoryKib KiB that each guess fills
/// @param passes over that memory
/// @param lanes that could be filled side by side
public record Argon2(int memoryKib, int passes, int lanes) {
  /// What new files take: 64 MiB, three passes; 0.2 to 0.5 s of one core.
  public static final Argon2 USUAL = new Argon2(64 << 10, 3, 1);

  public static final int MIN_MEMORY_KIB = 8 << 10;

  /// A file must not make whoever opens it run out of memory.
  public static final int MAX_MEMORY_KIB = 128 << 10;

  public static final int MAX_PASSES = 16;
  public static final int MAX_LANES = 4;
  public static final int SALT_BYTES = 16;

  /// @throws IllegalArgumentException for costs out of bounds
  public Argon2 {
    if (memoryKib < MIN_MEMORY_KIB
        || memoryKib > MAX_MEMORY_KIB
        || passes < 1
        || passes > MAX_PASSES
        || lanes < 1
        || lanes > MAX_LANES) {
      throw new IllegalArgumentException("costs that nobody chooses");
    }
  }

  /// @param salt [#SALT_BYTES] bytes of chance, anew for every key
  /// @param bytes of the key
  public byte[] derive(byte[] passphrase, byte[] salt, int bytes) {
    return derive(memoryKib, passes, lanes, passphrase, salt, bytes, new byte[0], new byte[0]);
  }

  static byte[] derive(
      int memoryKib,
      int passes,
      int lanes,
      byte[] passphrase,
      byte[] salt,
      int bytes,
      byte[] secret,
      byte[] associated) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .withSecret(secret)
            .withAdditional(associated)
            .build());
    byte[] key = new byte[bytes];
    generator.generateBytes(passphrase, key);
    return key;
  }
}
