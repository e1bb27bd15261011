package alpi.alp.crypto;

import java.util.Arrays;
import java.util.Optional;

/// What seals the chunks of a blob under way.
public enum BulkSuite {
  /// Where the processor has instructions for AES, which is nearly everywhere.
  AES_256_GCM(1, "AES", "AES/GCM/NoPadding"),
  CHACHA20_POLY1305(2, "ChaCha20", "ChaCha20-Poly1305");

  private final int number;
  private final String keyName;
  private final String cipherName;

  BulkSuite(int number, String keyName, String cipherName) {
    this.number = number;
    this.keyName = keyName;
    this.cipherName = cipherName;
  }

  /// Its byte on the wire.
  public int number() {
    return number;
  }

  String keyName() {
    return keyName;
  }

  String cipherName() {
    return cipherName;
  }

  public static Optional<BulkSuite> of(int number) {
    return Arrays.stream(values()).filter(suite -> suite.number == number).findFirst();
  }
}
