package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CanonicalHostTest {
  @Test
  void readsEverySpellingOfLoopbackAsLoopback() {
    for (String spelling :
        List.of(
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0x7F.0x0.0.1",
            "017700000001",
            "0177.0.0.01",
            "127.0.0.1.",
            "１２７.０.０.１",
            "127。0。0。1",
            "::ffff:127.0.0.1",
            "[::ffff:7f00:1]")) {
      assertEquals(Optional.of("127.0.0.1"), text(spelling), spelling);
    }
    assertEquals(Optional.of("0.0.0.0"), text("0"));
  }

  @Test
  void keepsOneFormOfAName() {
    Map<String, String> forms =
        Map.of(
            "Example.COM", "example.com",
            "example.com.", "example.com",
            "bücher.example", "xn--bcher-kva.example",
            "ｅｘａｍｐｌｅ.com", "example.com",
            "a_b.example", "a_b.example");
    forms.forEach((raw, form) -> assertEquals(Optional.of(form), text(raw), raw));
  }

  @Test
  void refusesWhatCanBeReadInTwoWays() {
    for (String bad :
        List.of(
            "",
            ".",
            "a..b",
            "a b",
            "a\u0000b",
            "a\\b",
            "a/b",
            "user@host",
            "a#b",
            "a?b",
            "a%41",
            "256.0.0.1",
            "1.2.3.4.5",
            "0x100000000",
            "4294967296",
            "127.0.0.08",
            "fe80::1%eth0",
            "[::1",
            "::1]x",
            "::g",
            "evil.com:80",
            "a".repeat(64) + ".com",
            "a.".repeat(127) + "aa",
            "127.0.0.1\n",
            "example.com\u2100")) {
      assertEquals(Optional.empty(), text(bad), bad);
    }
    assertEquals(Optional.empty(), CanonicalHost.parse(null).map(CanonicalHost::toString));
  }

  private static Optional<String> text(String raw) {
    return CanonicalHost.parse(raw).map(CanonicalHost::toString);
  }
}
