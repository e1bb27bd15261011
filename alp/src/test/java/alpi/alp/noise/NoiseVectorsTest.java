package alpi.alp.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.Vectors;
import alpi.alp.wire.WireFault;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The published vectors of the pattern, and those of the link's own specification.
class NoiseVectorsTest {
  private static final byte[] NOTHING = {};

  private static DhKey key(JsonNode vector, String field) {
    return DhKey.ofPrivate(Vectors.hex(vector, field));
  }

  @Test
  void speaksAsThePublishedVectorsDo() throws WireFault {
    List<JsonNode> vectors = Vectors.read("/noise/xk.json");
    assertEquals(2, vectors.size());
    for (JsonNode vector : vectors) {
      byte[] prologue = Vectors.hex(vector, "init_prologue");
      NoiseHandshake one =
          NoiseHandshake.initiator(
              key(vector, "init_static"),
              Vectors.hex(vector, "init_remote_static"),
              key(vector, "init_ephemeral"),
              prologue);
      NoiseHandshake two =
          NoiseHandshake.responder(
              key(vector, "resp_static"), key(vector, "resp_ephemeral"), prologue);
      checkMessages(vector, one, two);
    }
  }

  private static void checkMessages(JsonNode vector, NoiseHandshake one, NoiseHandshake two)
      throws WireFault {
    JsonNode messages = vector.get("messages");
    for (int i = 0; i < 3; i++) {
      NoiseHandshake writer = i == 1 ? two : one;
      NoiseHandshake reader = i == 1 ? one : two;
      byte[] payload = Vectors.hex(messages.get(i), "payload");
      byte[] message = writer.write(payload);
      assertArrayEquals(Vectors.hex(messages.get(i), "ciphertext"), message);
      assertArrayEquals(payload, reader.read(message));
    }
    NoiseSession first = one.split();
    NoiseSession second = two.split();
    if (vector.has("handshake_hash")) {
      assertArrayEquals(Vectors.hex(vector, "handshake_hash"), first.hash());
    }
    assertArrayEquals(first.hash(), second.hash());
    assertArrayEquals(key(vector, "init_static").publicBytes(), second.remoteStatic());
    for (int i = 3; i < messages.size(); i++) {
      NoiseCipher sealing = (i % 2 == 0 ? first : second).sender();
      NoiseCipher opening = (i % 2 == 0 ? second : first).receiver();
      byte[] payload = Vectors.hex(messages.get(i), "payload");
      byte[] sealed = sealing.seal(payload);
      assertArrayEquals(Vectors.hex(messages.get(i), "ciphertext"), sealed);
      assertArrayEquals(payload, opening.open(sealed));
    }
  }

  @Test
  void speaksAsTheSpecificationOfTheLinkDoes() throws WireFault {
    Identity ana = Identity.ofSeed(Vectors.run(0x00, 32));
    Identity ben = Identity.ofSeed(Vectors.run(0x20, 32));
    NoiseHandshake one =
        NoiseHandshake.initiator(
            ana.staticKey(),
            ben.key().staticKey(),
            DhKey.ofPrivate(Vectors.run(0x40, 32)),
            NOTHING);
    NoiseHandshake two =
        NoiseHandshake.responder(ben.staticKey(), DhKey.ofPrivate(Vectors.run(0x60, 32)), NOTHING);
    String[] expected = {
      "79a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a"
          + "564039f3b67c987a95899d58407904ac",
      "675dd574ed7789310b3d2e7681f3790b466c773b1521fecf36577958371ea52f"
          + "9dbe1f4fd67c98c0de99308ea3db547f",
      "ad7a6dd0a7c62757567f75caa24c169f2ab9b0b55465e4edbbd4cf331382c242"
          + "2eee320be0532b6fa08c2406c01e1279abfeba9b84934af12d17e9c1a73bdeed"
    };
    for (int i = 0; i < 3; i++) {
      assertEquals(i == 1, two.writesNext());
      NoiseHandshake writer = i == 1 ? two : one;
      assertEquals(expected[i].length() / 2, writer.nextSize());
      byte[] message = writer.write(NOTHING);
      assertEquals(expected[i], HexFormat.of().formatHex(message));
      assertEquals(0, (i == 1 ? one : two).read(message).length);
    }
    assertTrue(one.isDone() && two.isDone());
    assertEquals(
        "9f9ddad804e2853a638dc29f181a7150b8e32622ea3a1ca0dece67aee582586d",
        HexFormat.of().formatHex(two.split().hash()));
  }
}
