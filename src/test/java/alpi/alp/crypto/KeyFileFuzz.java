package alpi.alp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import com.code_intelligence.jazzer.junit.FuzzTest;

class KeyFileFuzz {
  /// Any file is a key that is written back to the same key, or a problem that says what to do.
  @FuzzTest(maxDuration = "2m")
  void readsAnyFile(byte[] file) {
    try {
      Identity identity = KeyFile.readPrivate(file);
      assertEquals(identity.key(), KeyFile.readPrivate(KeyFile.ofPrivate(identity)).key());
    } catch (Problem refused) {
      assertEquals(ErrorCode.CORRUPT, refused.code());
    }
    try {
      PeerKey key = KeyFile.readPublic(file);
      assertEquals(key, KeyFile.readPublic(KeyFile.ofPublic(key)));
    } catch (Problem refused) {
      assertEquals(ErrorCode.CORRUPT, refused.code());
    }
  }
}
