package alpi.alp.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.alp.json.LinkJson;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EnvelopeCodecTest {
  private static final String ID = "000102030405060708090a0b0c0d0e0f";
  private static final Envelope.Request PING =
      new Envelope.Request(
          ID,
          "link.ping",
          Json.object().put("nonce", "n-1"),
          Envelopes.header(
              Envelopes.ANA,
              Envelopes.BEN.key(),
              Envelopes.NOON,
              "101112131415161718191a1b1c1d1e1f"));

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sealed(Envelope envelope) {
    var author =
        envelope.header().from().equals(Envelopes.ANA.key()) ? Envelopes.ANA : Envelopes.BEN;
    return new String(EnvelopeCodec.sealed(envelope, author), StandardCharsets.UTF_8);
  }

  private static String unsigned(String text) {
    ObjectNode json = (ObjectNode) Json.parse(text);
    ((ObjectNode) json.get("alp")).remove("sig");
    return LinkJson.signed(json);
  }

  private static void checkVector(Envelope envelope, int bytes, String hash, String signature) {
    String text = sealed(envelope);
    byte[] signed = utf8(unsigned(text));
    assertEquals(bytes, signed.length);
    assertEquals(hash, Sha256.of(signed).hex());
    assertEquals(signature, Json.parse(text).get("alp").get("sig").stringValue());
  }

  private static Envelope opened(String text, Instant now) throws WireFault {
    return EnvelopeCodec.read(utf8(text)).verified(Envelopes.BEN.key(), now);
  }

  private static void refused(Fault fault, String text) {
    refused(fault, text, Envelopes.NOON);
  }

  private static void refused(Fault fault, String text, Instant now) {
    WireFault found = assertThrows(WireFault.class, () -> opened(text, now), text);
    assertEquals(fault, found.fault(), text);
  }

  /// The ping after a change, signed anew over whatever it is now.
  private static String changed(Consumer<ObjectNode> change) {
    ObjectNode json = (ObjectNode) Json.parse(sealed(PING));
    ObjectNode alp = (ObjectNode) json.get("alp");
    alp.remove("sig");
    change.accept(json);
    byte[] signature = Envelopes.ANA.sign(utf8(LinkJson.signed(json)));
    if (json.has("alp")) {
      alp.put("sig", java.util.Base64.getEncoder().encodeToString(signature));
    }
    return LinkJson.text(json);
  }

  private static String withAlp(Consumer<ObjectNode> change) {
    return changed(json -> change.accept((ObjectNode) json.get("alp")));
  }

  @Test
  void signsTheRequestOfTheSpecification() {
    checkVector(
        PING,
        301,
        "3df64ac3f4275bf94323d52fedfa629d7a9c9f5800f6b82e4e92af73fc39f305",
        "jJyTv/s2Uo0sBDA9ms8LYO+lZfzBOHFUt5WkFheC3GsibUsEXlMmW4442gFBTGT4bohBcjPcmVcTT5pvgtALCw==");
    assertEquals(398, utf8(sealed(PING)).length);
    assertTrue(
        sealed(PING)
            .startsWith(
                "{\"jsonrpc\":\"2.0\",\"id\":\""
                    + ID
                    + "\",\"method\":\"link.ping\","
                    + "\"params\":{\"nonce\":\"n-1\"},\"alp\":{\"v\":1,\"from\":"));
  }

  @Test
  void signsTheEndOfAStreamOfTheSpecification() {
    JsonNode result =
        Json.object()
            .put("text", "né \"q\" 😀\n")
            .put("tokens_in", 12)
            .put("tokens_out", 3)
            .put("cost", 1e-05)
            .put("session_id", "a1b2c3d4e5f6")
            .put("interrupted", false);
    checkVector(
        new Envelope.Answer(
            ID,
            result,
            Part.FINAL,
            Envelopes.header(
                Envelopes.BEN,
                Envelopes.ANA.key(),
                Envelopes.NOON.plusMillis(250),
                "202122232425262728292a2b2c2d2e2f")),
        400,
        "366e7cbd6eaa62254c15ea81e3c98ee6ac96b0d5f1a4d289ba324258adf60a7f",
        "dBS469pYvdSPV6cx1c8uUuMo3X9UakEYkNI2hd/VCpxxNrSyHDHWiNPFO56yjmR0TlRFeA+NYWINA2r7PmnJDA==");
  }

  /// The specification signs a time without a fraction here, which we read but never write.
  @Test
  void verifiesTheErrorOfTheSpecification() throws WireFault {
    String canonical =
        "{\"alp\":{\"from\":\""
            + Envelopes.BEN.key()
            + "\","
            + "\"nonce\":\"303132333435363738393a3b3c3d3e3f\",\"to\":\""
            + Envelopes.ANA.key()
            + "\",\"ts\":\"2026-11-20T12:00:01Z\",\"v\":1},"
            + "\"error\":{\"code\":-32601,\"data\":null,\"message\":\"method-not-found\"},"
            + "\"id\":\""
            + ID
            + "\",\"jsonrpc\":\"2.0\"}";
    assertEquals(
        "80a16bbbda4fe48d66a4ab471d820d70ec4c64dcdedf261a3b4b4680992ebaf6",
        Sha256.of(utf8(canonical)).hex());
    String signature =
        "uj+wpBMDYltYrprt8dEYkaIpz/sqs8/ONp221DTHnCAyg0CFXQrzAaIXrG+vgT6Bnj90RvnLvmxxKKrYhn+jDw==";
    String text = canonical.replace("\"v\":1}", "\"v\":1,\"sig\":\"" + signature + "\"}");
    Envelope envelope =
        EnvelopeCodec.read(utf8(text)).verified(Envelopes.ANA.key(), Envelopes.NOON);
    assertEquals(LinkError.of(LinkCode.METHOD_NOT_FOUND), ((Envelope.Refusal) envelope).error());
  }

  @Test
  void readsWhatItWrote() throws WireFault {
    var random = new Random(5);
    for (Part part : Part.values()) {
      Header header =
          Header.fresh(Envelopes.ANA.key(), Envelopes.BEN.key(), Envelopes.NOON, random);
      Envelope answer = new Envelope.Answer(ID, Json.object().put("a", 1.5), part, header);
      assertEquals(answer, opened(sealed(answer), Envelopes.NOON));
      Envelope refusal =
          new Envelope.Refusal(ID, LinkError.of(LinkCode.TARGET_BUSY, "in flight"), part, header);
      assertEquals(refusal, opened(sealed(refusal), Envelopes.NOON));
    }
    assertEquals(PING, opened(sealed(PING), Envelopes.NOON));
  }

  @Test
  void refusesAnyChangedByteOfTheSignedText() {
    byte[] text = EnvelopeCodec.sealed(PING, Envelopes.ANA);
    for (int i = 0; i < text.length; i++) {
      byte[] changed = text.clone();
      changed[i] ^= 1;
      String where = "byte " + i;
      assertThrows(
          WireFault.class,
          () -> EnvelopeCodec.read(changed).verified(Envelopes.BEN.key(), Envelopes.NOON),
          where);
    }
  }

  @Test
  void takesKeysInAnyOrderAndWhiteSpaceBetweenThem() throws WireFault {
    JsonNode json = Json.parse(sealed(PING));
    String sorted = LinkJson.signed(json).replace(",\"", " ,\n \"");
    assertEquals(PING, opened(sorted, Envelopes.NOON));
  }

  @Test
  void takesUnknownKeysThatAreSigned() throws WireFault {
    assertEquals(PING, opened(changed(json -> json.put("more", 1e16)), Envelopes.NOON));
    assertEquals(PING, opened(withAlp(alp -> alp.put("more", "é")), Envelopes.NOON));
    String later = sealed(PING).replaceFirst("\\{", "{\"more\":1,");
    refused(Fault.BAD_SIGNATURE, later);
  }

  @Test
  void refusesEveryVersionButOne() {
    refused(Fault.BAD_VERSION, withAlp(alp -> alp.put("v", 0)));
    refused(Fault.BAD_VERSION, withAlp(alp -> alp.put("v", 2)));
    refused(Fault.BAD_VERSION, withAlp(alp -> alp.put("v", "1")));
    refused(Fault.BAD_VERSION, withAlp(alp -> alp.put("v", true)));
    refused(Fault.BAD_VERSION, withAlp(alp -> alp.put("v", 1.0)));
    refused(Fault.BAD_VERSION, withAlp(alp -> alp.put("v", 1L << 32 | 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v", "from", "to", "ts", "nonce"})
  void refusesAnEnvelopeWithoutOneOfItsKeys(String key) {
    refused(Fault.BAD_ENVELOPE, withAlp(alp -> alp.remove(key)));
  }

  @Test
  void refusesWhatHasNotTheShapeOfAnEnvelope() {
    refused(Fault.BAD_ENVELOPE, "");
    refused(Fault.BAD_ENVELOPE, "[]");
    refused(Fault.BAD_ENVELOPE, "{}");
    refused(Fault.BAD_ENVELOPE, "{\"alp\":[]}");
    refused(Fault.BAD_ENVELOPE, changed(json -> json.put("jsonrpc", "1.0")));
    refused(Fault.BAD_ENVELOPE, changed(json -> json.remove("id")));
    refused(Fault.BAD_ENVELOPE, changed(json -> json.put("id", 7)));
    refused(Fault.BAD_ENVELOPE, changed(json -> json.remove("method")));
    refused(Fault.BAD_ENVELOPE, changed(json -> json.putArray("params")));
    refused(Fault.BAD_ENVELOPE, changed(json -> json.put("method", "")));
    refused(Fault.BAD_ENVELOPE, withAlp(alp -> alp.put("nonce", "n-1")));
    refused(Fault.BAD_ENVELOPE, sealed(PING).replaceFirst("\"sig\":\"[^\"]*", "\"sig\":\"AAAA"));
    refused(Fault.BAD_ENVELOPE, sealed(PING).replaceFirst("\"sig\":\"[^\"]*", "\"sig\":\"!"));
    refused(Fault.BAD_KEY, withAlp(alp -> alp.put("from", "A")));
  }

  @Test
  void refusesTextsThatTwoReadersReadDifferently() {
    String ping = sealed(PING);
    refused(Fault.BAD_ENVELOPE, ping.replaceFirst("\\{", "{\"id\":\"x\","));
    refused(Fault.BAD_ENVELOPE, "\ufeff" + ping);
    refused(Fault.BAD_ENVELOPE, ping + "{}");
    refused(Fault.BAD_ENVELOPE, ping.replace("n-1", "\\ud83d"));
    refused(Fault.BAD_ENVELOPE, ping.replace("\"n-1\"", "1e400"));
    refused(Fault.BAD_ENVELOPE, ping.replace("\"n-1\"", "NaN"));
    refused(Fault.BAD_ENVELOPE, ping.replace("\"n-1\"", "[".repeat(100) + "]".repeat(100)));
    byte[] latin = ping.replace("n-1", "né").getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(WireFault.class, () -> EnvelopeCodec.read(latin));
  }

  @Test
  void takesAMethodOfTheLongestLengthAndNoneLonger() throws WireFault {
    String longest = "m".repeat(Envelope.MAX_METHOD);
    opened(changed(json -> json.put("method", longest)), Envelopes.NOON);
    refused(Fault.BAD_ENVELOPE, changed(json -> json.put("method", longest + "m")));
    String id = "i".repeat(Envelope.MAX_ID);
    assertEquals(id, opened(changed(json -> json.put("id", id)), Envelopes.NOON).id());
    refused(Fault.BAD_ENVELOPE, changed(json -> json.put("id", id + "i")));
  }

  @Test
  void takesClocksTwoMinutesApartAndNoFurther() throws WireFault {
    String ping = sealed(PING);
    for (int sign : new int[] {-1, 1}) {
      Instant edge = Envelopes.NOON.plus(LinkTime.SKEW.multipliedBy(sign));
      assertEquals(PING, opened(ping, edge));
      refused(Fault.CLOCK_SKEW, ping, edge.plus(Duration.ofNanos(sign)));
    }
  }

  @Test
  void refusesAnEnvelopeForSomebodyElse() {
    refused(Fault.WRONG_TARGET, withAlp(alp -> alp.put("to", Envelopes.ZOE.key().text())));
  }

  @Test
  void refusesASenderWhoDidNotSign() {
    refused(Fault.BAD_SIGNATURE, withAlp(alp -> alp.put("from", Envelopes.ZOE.key().text())));
  }

  @Test
  void signsNothingInAnothersName() {
    assertThrows(IllegalArgumentException.class, () -> EnvelopeCodec.sealed(PING, Envelopes.BEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20T12:00:00Z",
        "2026-11-20T12:00:00.5Z",
        "2026-11-20T12:00:00.250Z",
        "2026-11-20T12:00:00.250000Z",
        "2026-11-20T12:00:00.250000001Z",
        "2026-11-20T12:00:00+00:00",
        "2026-11-20T14:00:00.250000+02:00"
      })
  void readsTimesWithAnyFractionAndOffset(String time) throws WireFault {
    Envelope envelope = opened(withAlp(alp -> alp.put("ts", time)), Envelopes.NOON);
    assertTrue(
        Duration.between(Envelopes.NOON, envelope.header().at()).abs().toMillis() <= 500, time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20T12:00:00",
        "2026-11-20 12:00:00Z",
        "2026-11-20T12:00:00.Z",
        "2026-11-20T12:00:00.1234567890Z",
        "2026-11-31T12:00:00Z",
        "20261120T120000Z",
        "1763640000",
        "+2026-11-20T12:00:00Z",
        "2026-11-20T12:00:00z"
      })
  void refusesTimesOfAnotherForm(String time) {
    refused(Fault.BAD_ENVELOPE, withAlp(alp -> alp.put("ts", time)));
  }

  @Test
  void writesEveryTimeWithSixDigits() {
    var random = new Random(9);
    for (int i = 0; i < 1_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      assertTrue(
          LinkTime.text(time).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"),
          LinkTime.text(time));
    }
    assertEquals("2026-11-20T12:00:00.000000Z", LinkTime.text(Envelopes.NOON));
  }

  @Test
  void makesANonceThatIsNeverTheSame() {
    var random = new Random(1);
    assertEquals(
        1_000,
        java.util.stream.Stream.generate(() -> Nonce.fresh(random))
            .limit(1_000)
            .distinct()
            .count());
    assertArrayEquals(new int[] {32}, new int[] {Nonce.fresh(random).hex().length()});
  }

  @Test
  void knowsARefusalByNumberAndMessageTogether() {
    assertEquals(LinkCode.RATE_LIMITED, LinkCode.of(-32005, "rate-limited").orElseThrow());
    assertEquals(LinkCode.BUDGET_EXCEEDED, LinkCode.of(-32005, "budget-exceeded").orElseThrow());
    assertTrue(LinkCode.of(-32001, "rate-limited").isEmpty());
    assertEquals("invalid-workgroup-file", LinkCode.INVALID_WORKGROUP_FILE.message());
  }
}
