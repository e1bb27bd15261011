package alpi.daemon.egress.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import alpi.daemon.egress.gate.ClientHello.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
  @Test
  void readsTheNameThatARealClientAsksFor() {
    assertEquals(
        new Reading.Hello(Optional.of("api.example.com")),
        ClientHello.read(Hellos.real("api.example.com")));
    assertEquals(new Reading.Hello(Optional.empty()), ClientHello.read(Hellos.real("")));
  }

  @Test
  void waitsForTheRestWhereverItIsCut() {
    byte[] whole = Hellos.real("api.example.com");
    for (int size = 0; size < whole.length; size++) {
      assertEquals(new Reading.More(), ClientHello.read(Arrays.copyOf(whole, size)), "at " + size);
    }
  }

  @Test
  void readsAGreetingInSeveralRecords() throws IOException {
    byte[] whole = Hellos.made("a.example");
    byte[] message = Arrays.copyOfRange(whole, 5, whole.length);
    for (int cut = 1; cut < message.length; cut++) {
      var both = new ByteArrayOutputStream();
      both.write(Hellos.record(Arrays.copyOf(message, cut)));
      both.write(Hellos.record(Arrays.copyOfRange(message, cut, message.length)));
      assertEquals(
          new Reading.Hello(Optional.of("a.example")), ClientHello.read(both.toByteArray()));
    }
  }

  @Test
  void refusesTwoNames() throws IOException {
    assertInstanceOf(Reading.Broken.class, ClientHello.read(Hellos.made("a.example", "b.example")));
    assertInstanceOf(Reading.Broken.class, ClientHello.read(Hellos.made("")));
  }

  @Test
  void takesNoGreetingForOneThatIsLongerThanTheLimit() throws IOException {
    byte[] most = new byte[GateLimits.MAX_HELLO_BYTES + 5];
    most[0] = 0x16;
    most[1] = 3;
    most[3] = 0x40;
    most[5] = 1;
    most[7] = 0x3f;
    assertEquals(new Reading.More(), ClientHello.read(Arrays.copyOf(most, 9)));
    most[6] = 1;
    assertInstanceOf(Reading.Broken.class, ClientHello.read(Arrays.copyOf(most, 9)));
  }

  @Test
  void knowsWhatIsNoTls() {
    assertEquals(new Reading.Other(), ClientHello.read(new byte[] {'G', 'E', 'T'}));
    assertInstanceOf(Reading.Broken.class, ClientHello.read(new byte[] {0x16, 2, 0, 0, 9}));
    assertInstanceOf(
        Reading.Broken.class, ClientHello.read(new byte[] {0x16, 3, 0, 0, 4, 2, 0, 0, 0}));
  }

  @Test
  void neverReadsAnotherNameOutOfAFlippedBit() {
    long seed = 42;
    var random = new Random(seed);
    byte[] whole = Hellos.real("api.example.com");
    for (int i = 0; i < 2000; i++) {
      byte[] flipped = whole.clone();
      int at = random.nextInt(flipped.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      if (ClientHello.read(flipped) instanceof Reading.Hello(Optional<String> name)) {
        String read = name.orElse("");
        boolean near = read.isEmpty() || read.length() == "api.example.com".length();
        assertEquals(true, near, "seed " + seed + " byte " + at + " reads " + read);
      }
    }
  }
}
