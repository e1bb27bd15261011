package alpi.daemon.egress.gate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.egress.gate.ClientHello.Reading;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

class GateParsersFuzz {
  /// Whatever a client says as SOCKS5, it names one destination in its one form or is refused.
  @FuzzTest(maxDuration = "2m")
  void readsAnySocks5(byte[] said) throws IOException {
    try {
      Destination to =
          Socks5.request(
              new PeekInput(new ByteArrayInputStream(said)),
              new ByteArrayOutputStream(),
              _ -> true);
      assertTrue(Destination.parse(to.toString()).orElseThrow().equals(to), to.toString());
    } catch (GateRefusal | EOFException refused) {
      assertTrue(refused.getMessage() != null, "refused without a word");
    }
  }

  /// Whatever comes as the head of a request, what is read of it has one host, one length and no
  /// line end inside a line.
  @FuzzTest(maxDuration = "2m")
  void readsAnyRequestHead(byte[] said) throws IOException {
    try {
      RequestHead head = RequestHead.read(new PeekInput(new ByteArrayInputStream(said)));
      assertTrue(head.chunked() || head.length().orElse(-1) >= 0, "no length");
      assertTrue(
          head.headers().fields().stream()
              .noneMatch(f -> (f.name() + f.value()).matches("(?s).*[\\r\\n\\x00].*")),
          "a line end in a line");
    } catch (GateRefusal | EOFException refused) {
      assertTrue(refused.getMessage() != null, "refused without a word");
    }
  }

  /// Whatever starts a connection is told apart, and what is read whole is read the same when it
  /// came in two pieces.
  @FuzzTest(maxDuration = "2m")
  void readsAnyClientHello(byte[] said) {
    Reading whole = ClientHello.read(said);
    byte[] part = Arrays.copyOf(said, said.length / 2);
    Reading first = ClientHello.read(part);
    boolean waits = first instanceof Reading.More || first.equals(whole);
    assertTrue(waits || !(whole instanceof Reading.Hello), first + " became " + whole);
  }
}
