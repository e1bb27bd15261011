package alpi.alp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeyFileTest {
  private static final Identity ANA = Identity.ofSeed(Vectors.run(0x00, 32));

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] der(byte[] pem) {
    String text = new String(pem, StandardCharsets.US_ASCII);
    return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
  }

  @Test
  void readsWhatItWrote() {
    assertArrayEquals(ANA.seed(), KeyFile.readPrivate(KeyFile.ofPrivate(ANA)).seed());
    assertEquals(ANA.key(), KeyFile.readPublic(KeyFile.ofPublic(ANA.key())));
  }

  @Test
  void writesTheFormThatOtherToolsRead() throws Exception {
    KeyFactory factory = KeyFactory.getInstance("Ed25519");
    PrivateKey theirs =
        factory.generatePrivate(new PKCS8EncodedKeySpec(der(KeyFile.ofPrivate(ANA))));
    PublicKey open =
        factory.generatePublic(new X509EncodedKeySpec(der(KeyFile.ofPublic(ANA.key()))));
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(theirs);
    signer.update(ascii("text"));
    assertArrayEquals(ANA.sign(ascii("text")), signer.sign());
    assertEquals(ANA.key(), PeerKey.of(Arrays.copyOfRange(open.getEncoded(), 12, 44)));
    assertEquals(
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
        -----END PRIVATE KEY-----
        """,
        new String(KeyFile.ofPrivate(ANA), StandardCharsets.US_ASCII));
  }

  @Test
  void readsAFileThatCarriesThePublicKeyToo() {
    String seed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    String open = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
    String head = "3051020101300506032b657004220420";
    assertEquals(
        ANA.key(), KeyFile.readPrivate(pem(Vectors.hex(head + seed + "812100" + open))).key());
    String other = open.replace("03a1", "03a2");
    refuses(pem(Vectors.hex(head + seed + "812100" + other)));
    refuses(pem(Vectors.hex(head + seed + "822100" + open)));
  }

  private static byte[] pem(byte[] der) {
    return ascii(
        "-----BEGIN PRIVATE KEY-----\r\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\r\n-----END PRIVATE KEY-----\r\n");
  }

  private static void refuses(byte[] file) {
    Problem problem = assertThrows(Problem.class, () -> KeyFile.readPrivate(file));
    assertEquals(ErrorCode.CORRUPT, problem.code());
  }

  @Test
  void refusesWhatIsNoKey() {
    refuses(ascii(""));
    refuses(ascii("-----BEGIN PRIVATE KEY-----"));
    refuses(ascii("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n"));
    refuses(KeyFile.ofPublic(ANA.key()));
    refuses(pem(new byte[48]));
    refuses(pem(Arrays.copyOf(der(KeyFile.ofPrivate(ANA)), 47)));
    refuses(pem(Arrays.copyOf(der(KeyFile.ofPrivate(ANA)), 49)));
    assertThrows(Problem.class, () -> KeyFile.readPublic(KeyFile.ofPrivate(ANA)));
  }

  @Test
  void readsAFileOfTheLongestLengthAndNoneLonger() {
    byte[] file = KeyFile.ofPrivate(ANA);
    byte[] padded = Arrays.copyOf(file, KeyFile.MAX_BYTES);
    Arrays.fill(padded, file.length, padded.length, (byte) '\n');
    assertEquals(ANA.key(), KeyFile.readPrivate(padded).key());
    byte[] longer = Arrays.copyOf(padded, KeyFile.MAX_BYTES + 1);
    longer[KeyFile.MAX_BYTES] = '\n';
    refuses(longer);
  }
}
