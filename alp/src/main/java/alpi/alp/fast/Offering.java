package alpi.alp.fast;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What a sender vouches for twice: before the first byte that it has it, and with the last that it
/// sent all of it. The two words are signed over different texts, so neither passes for the other.
public sealed interface Offering permits Manifest, Batch {
  /// What the signed texts call it, so that none of one kind passes for one of another.
  String kind();

  /// What stands for all of it in the signed texts.
  byte[] vouched();

  /// The sender's word that it has it.
  default Signature offered(Identity sender) {
    return Signature.of(sender.sign(text("")));
  }

  default boolean isOffered(PeerKey sender, Signature signature) {
    return signature.isOf(sender, text(""));
  }

  /// The sender's word, with the last record, that it sent all of it.
  default Signature sent(Identity sender) {
    return Signature.of(sender.sign(text(" fin")));
  }

  default boolean isSent(PeerKey sender, Signature signature) {
    return signature.isOf(sender, text(" fin"));
  }

  private byte[] text(String moment) {
    byte[] purpose = ("ALP " + kind() + moment + " v1").getBytes(StandardCharsets.US_ASCII);
    byte[] vouched = vouched();
    return ByteBuffer.allocate(purpose.length + vouched.length).put(purpose).put(vouched).array();
  }
}
