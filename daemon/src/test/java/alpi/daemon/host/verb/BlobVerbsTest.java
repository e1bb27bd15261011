package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.blob.BlobOwner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class BlobVerbsTest {
  @TempDir Path root;
  private VerbFixture at;

  @BeforeEach
  void open() {
    at = new VerbFixture(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private String put(byte... bytes) {
    var owner = new BlobOwner(BlobOwner.Kind.SESSION, "s0000000000000000a");
    return at.profile.blobs().put(bytes, "text/plain", owner).hash().hex();
  }

  /// Content is read by its name, never by a path: HP-17.
  @Test
  void noSpellingOfAPathReadsAFile() throws Exception {
    String hash = put((byte) 1);
    Path secret = Files.writeString(at.profile.home().blobs().resolve("secret"), "canary");
    for (String spelling :
        List.of(
            "secret",
            secret.toString(),
            "../blobs/" + hash,
            "./" + hash,
            hash + "/",
            hash + "/../secret",
            hash + "\\u0000",
            hash + "%00",
            "..%2fblobs%2f" + hash,
            hash.toUpperCase(Locale.ROOT).replaceAll("[0-9]", "A"),
            "/proc/self/root" + secret,
            "file://" + secret,
            " " + hash,
            "")) {
      String params = "{\"hash\":\"" + spelling + "\"}";
      assertEquals("invalid_params", at.code("host.blob.get", params), spelling);
      assertEquals("invalid_params", at.code("host.blob.show", params), spelling);
    }
  }

  @Test
  void keepsAFileUntilItsOwnerLetsGoOfIt() throws Exception {
    Path file = Files.writeString(root.resolve("with space.txt"), "words");
    var params = Json.object().put("path", file.toString());
    String hash = at.result("host.blob.put", params.toString()).path("hash").asString();
    assertEquals(5, at.result("host.blob.put", params.toString()).path("bytes").asInt());
    JsonNode shown = at.result("host.blob.show", one(hash));
    assertEquals("[\"kept:owner\"]", shown.path("owners").toString());
    JsonNode gone = at.result("host.blob.remove", one(hash));
    assertTrue(gone.path("released").asBoolean());
    assertEquals("[]", gone.path("owners").toString());
    assertFalse(at.result("host.blob.remove", one(hash)).path("released").asBoolean());
  }

  private static String one(String hash) {
    return "{\"hash\":\"" + hash + "\"}";
  }

  @Test
  void keepsPipedBytes() {
    JsonNode kept = at.result("host.blob.put", "{\"stdin\":{\"text\":\"words\"}}");
    JsonNode shown = at.result("host.blob.show", one(kept.path("hash").asString()));
    assertEquals("[\"kept:owner\"]", shown.path("owners").toString());
  }

  @Test
  void letsGoOnlyOfWhatIsTheOwnersAndSaysWhoElseKeepsABlob() {
    String hash = put((byte) 7);
    var sha = new Sha256(hash);
    at.profile.blobs().own(sha, new BlobOwner(BlobOwner.Kind.RECEIVED, "somebody"));
    JsonNode gone = at.result("host.blob.remove", one(hash));
    assertTrue(gone.path("released").asBoolean());
    assertEquals("[\"session:s0000000000000000a\"]", gone.path("owners").toString());
    assertEquals(List.of(), at.profile.blobs().gc(false).swept());
    assertEquals("not_found", at.code("host.blob.remove", one("0".repeat(64))));
  }

  @Test
  void keepsNothingThatIsNoPlainFile() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("home"));
    for (String path : List.of(root.toString(), link.toString(), "relative", "/missing/file")) {
      String code = at.code("host.blob.put", Json.object().put("path", path).toString());
      assertTrue(List.of("not_found", "invalid_params").contains(code), path + " " + code);
    }
    assertEquals("invalid_params", at.code("host.blob.put", "{}"));
  }

  @Test
  void readsABlobInPieces() {
    String hash = put((byte) 1, (byte) 2, (byte) 3);
    JsonNode first = get(hash, 0, 2);
    assertEquals("AQI=", first.path("base64").asString());
    assertEquals(false, first.path("eof").asBoolean());
    JsonNode last = get(hash, 2, 2);
    assertEquals(3, Base64.getDecoder().decode(last.path("base64").asString())[0]);
    assertEquals(true, last.path("eof").asBoolean());
    assertEquals("", get(hash, 4, 1).path("base64").asString());
  }

  private JsonNode get(String hash, int offset, int length) {
    return at.result(
        "host.blob.get",
        "{\"hash\":\"%s\",\"offset\":%d,\"length\":%d}".formatted(hash, offset, length));
  }
}
