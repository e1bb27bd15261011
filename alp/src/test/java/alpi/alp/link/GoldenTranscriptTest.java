package alpi.alp.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Vectors;
import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.envelope.Part;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Every byte of whole conversations, with chance played from a script: whatever changes on the
/// wire changes here. `>` is said by the caller, `<` by the one who answers.
class GoldenTranscriptTest {
  private static final Moment NOW = new Moment(Envelopes.NOON, 0);

  /// Gives the bytes it was given, in turn.
  private static final class Script implements RandomGenerator {
    private final Deque<byte[]> next;

    Script(byte[]... all) {
      next = new ArrayDeque<>(List.of(all));
    }

    @Override
    public void nextBytes(byte[] bytes) {
      byte[] given = next.removeFirst();
      assertEquals(bytes.length, given.length);
      System.arraycopy(given, 0, bytes, 0, given.length);
    }

    @Override
    public long nextLong() {
      throw new IllegalStateException("only bytes are scripted");
    }
  }

  private final List<String> transcript = new ArrayList<>();
  private ClientSession client = client();
  private ServerSession server = server();

  private static ClientSession client() {
    return new ClientSession(
        Envelopes.ANA,
        Envelopes.BEN.key(),
        LinkLimits.STANDARD,
        new Script(Vectors.run(0x40, 32), Vectors.run(0x00, 16), Vectors.run(0x10, 16)),
        NOW);
  }

  private static ServerSession server() {
    PeerBook book =
        PeerBook.empty(Envelopes.BEN.key())
            .add(Peer.pinned("ana", Envelopes.ANA.key(), Optional.empty()));
    ReplayWindow window = ReplayWindow.of(List.of(), NOW.wall());
    return new ServerSession(
        Sessions.gate(book, window, _ -> {}),
        LinkLimits.STANDARD,
        Optional.empty(),
        new Script(
            Vectors.run(0x60, 32),
            Vectors.run(0x20, 16),
            Vectors.run(0x30, 16),
            Vectors.run(0x50, 16)),
        NOW);
  }

  @BeforeEach
  void shakeHands() throws WireFault {
    byte[] second = hear(client.start());
    hear(client.received(answered(server.received(second, NOW)), NOW));
  }

  private byte[] hear(List<LinkOutput> outputs) {
    byte[] bytes = Sessions.sent(outputs);
    transcript.add("> " + HexFormat.of().formatHex(bytes));
    return bytes;
  }

  private byte[] answered(List<LinkOutput> outputs) {
    byte[] bytes = Sessions.sent(outputs);
    transcript.add("< " + HexFormat.of().formatHex(bytes));
    return bytes;
  }

  private String ask(String method, ObjectNode params, boolean stream) throws WireFault {
    byte[] third = HexFormat.of().parseHex(transcript.getLast().substring(2));
    server.received(third, NOW);
    byte[] frame = hear(client.call(method, params, stream, Duration.ofSeconds(30), NOW));
    List<LinkOutput> outputs = server.received(frame, NOW);
    if (outputs.getFirst() instanceof LinkOutput.Deliver(_, Envelope.Request request)) {
      return request.id();
    }
    client.received(answered(outputs), NOW);
    return "";
  }

  private void check(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/transcripts/" + name))) {
      String expected = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals(expected.strip(), String.join("\n", transcript));
    }
  }

  @Test
  void saysAPingAsTheSpecificationDoes() throws Exception {
    String id = ask("link.ping", Json.object().put("nonce", "n-1"), false);
    byte[] frame = HexFormat.of().parseHex(transcript.getLast().substring(2));
    assertEquals(
        "3ec9fdac8ba11a7bc3ba3547d293bde65d5e243c92173c49626851a385e39fb7", Sha256.of(frame).hex());
    assertEquals(
        "0000019efd558785ab8673b72d1acf097d3d1631",
        HexFormat.of().formatHex(Arrays.copyOf(frame, 20)));
    ObjectNode result =
        Json.object().put("nonce", "n-1").put("version", 1).put("agent_name", "ben");
    answered(server.answer(id, result, Part.WHOLE, NOW));
    check("ping.txt");
  }

  @Test
  void streamsAnAnswer() throws Exception {
    String id = ask("link.ask", Json.object().put("prompt", "status?").put("stream", true), true);
    answered(
        server.answer(
            id,
            Json.object().put("event", "started").put("session_id", "a1b2c3d4e5f6"),
            Part.CHUNK,
            NOW));
    answered(server.answer(id, Json.object().put("text", "né 😀\n"), Part.CHUNK, NOW));
    ObjectNode last =
        Json.object()
            .put("text", "né 😀\n")
            .put("tokens_in", 812)
            .put("tokens_out", 9)
            .put("cost", 1e-05)
            .put("session_id", "a1b2c3d4e5f6")
            .put("interrupted", false);
    answered(server.answer(id, last, Part.FINAL, NOW));
    check("ask-stream.txt");
  }

  @Test
  void refusesWhatThePeerMayNotCall() throws Exception {
    ask("link.cancel", Json.object(), false);
    check("denied.txt");
  }

  @Test
  void refusesWhatTheServiceCannotDo() throws Exception {
    String id = ask("link.ask", Json.object().put("prompt", "now!"), false);
    answered(
        server.refuse(
            id, LinkError.of(LinkCode.TARGET_BUSY, "another turn is already in flight"), NOW));
    check("busy.txt");
  }
}
