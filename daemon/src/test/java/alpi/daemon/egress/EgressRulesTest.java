package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.config.EgressPosture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.EgressRules.Finding;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EgressRulesTest {
  private static final List<EgressPosture> POSTURES =
      List.of(EgressPosture.OFF, EgressPosture.ALLOWLIST, EgressPosture.PUBLIC);

  private static EgressRules rules(
      EgressPosture posture, List<String> allow, List<String> block, List<String> local) {
    return EgressRules.of(new ProfileConfig.Egress(posture, allow, block, local));
  }

  /// `o` open, `u` unlisted, `b` blocked.
  private static String says(EgressRules rules, String address) {
    int mark = address.indexOf("://");
    String rest = address.substring(mark + 3);
    int colon = rest.lastIndexOf(':');
    CanonicalHost host = CanonicalHost.parse(rest.substring(0, colon)).orElseThrow();
    int port = Integer.parseInt(rest.substring(colon + 1));
    return switch (rules.check(address.substring(0, mark), host, port)) {
      case Finding.Open _ -> "o";
      case Finding.Unlisted _ -> "u";
      case Finding.Blocked _ -> "b";
    };
  }

  private static void table(EgressRules rules, String... rows) {
    for (String row : rows) {
      assertEquals(row.substring(0, 1), says(rules, row.substring(2)), row);
    }
  }

  @Test
  void anEmptyListAllowsNothing() {
    table(
        rules(EgressPosture.ALLOWLIST, List.of(), List.of(), List.of()),
        "u https://example.com:443",
        "u http://1.1.1.1:80",
        "u http://127.0.0.1:80",
        "b http://169.254.169.254:80");
  }

  @Test
  void publicMeansThePortsOfTheWebAndNoPrivatePlace() {
    table(
        rules(EgressPosture.PUBLIC, List.of(), List.of(), List.of()),
        "o https://example.com:443",
        "o http://example.com:80",
        "o https://1.1.1.1:443",
        "u https://example.com:8443",
        "u tcp://example.com:443",
        "u http://localhost:80",
        "u http://a.localhost:80",
        "u http://127.0.0.1:80",
        "u http://0x7f.1:80",
        "u http://[::1]:80",
        "u http://[::ffff:10.0.0.1]:80",
        "u http://100.64.0.1:80",
        "b http://169.254.169.254:80",
        "b http://[fe80::1]:80",
        "b http://[64:ff9b::7f00:1]:80",
        "b http://0.0.0.0:80");
  }

  @Test
  void offMeansNothingWhateverIsListed() {
    table(
        rules(EgressPosture.OFF, List.of("example.com"), List.of(), List.of("localhost:8080")),
        "b https://example.com:443",
        "b http://localhost:8080");
  }

  @Test
  void aRuleMeansItsHostItsPortAndItsProtocol() {
    table(
        rules(
            EgressPosture.ALLOWLIST,
            List.of(
                "api.example.com",
                "*.cdn.example.com",
                "https://secure.example.com:8443",
                "tcp://db.example.com:5432",
                "Bücher.example",
                "10.1.2.3:80"),
            List.of(),
            List.of("localhost:8080", "nas.example:445")),
        "o https://api.example.com:443",
        "o http://api.example.com:80",
        "o https://API.example.com.:443",
        "u https://api.example.com:8443",
        "u tcp://api.example.com:443",
        "u https://xapi.example.com:443",
        "u https://api.example.com.evil.org:443",
        "o https://a.cdn.example.com:443",
        "o https://a.b.cdn.example.com:443",
        "u https://cdn.example.com:443",
        "u https://evilcdn.example.com:443",
        "o https://secure.example.com:8443",
        "u http://secure.example.com:8443",
        "u https://secure.example.com:443",
        "o tcp://db.example.com:5432",
        "u https://db.example.com:5432",
        "u tcp://db.example.com:5433",
        "o https://xn--bcher-kva.example:443",
        "u http://10.1.2.3:80",
        "o http://localhost:8080",
        "u http://localhost:8081",
        "o tcp://nas.example:445");
  }

  @Test
  void aBlockWinsOnEveryPortAndProtocol() {
    table(
        rules(
            EgressPosture.PUBLIC,
            List.of("a.example.com", "b.example.com"),
            List.of("*.example.com", "https://one.example.org:443"),
            List.of("c.example.com:80")),
        "b https://a.example.com:443",
        "b http://b.example.com:80",
        "b tcp://x.y.example.com:22",
        "b http://c.example.com:80",
        "o https://example.com:443",
        "b http://one.example.org:443",
        "o http://one.example.org:80");
  }

  @Test
  void oneLineThatCannotBeReadShutsEverything() {
    for (String bad :
        List.of(
            "*",
            "*.com",
            "*.10.0.0.1",
            "http://*",
            "example.com:0",
            "example.com:65536",
            "example.com:",
            "tcp://example.com",
            "ftp://example.com",
            "a..b",
            "u@example.com",
            "example.com/path",
            "[::1")) {
      assertFalse(EgressRules.readable(bad), bad);
      EgressRules shut =
          rules(EgressPosture.PUBLIC, List.of("example.com", bad), List.of(), List.of());
      assertTrue(shut.shut().isPresent(), bad);
      assertEquals("b", says(shut, "https://example.com:443"), bad);
      assertEquals(
          "b",
          says(
              rules(EgressPosture.PUBLIC, List.of(), List.of(bad), List.of()),
              "https://example.com:443"),
          bad);
    }
    assertTrue(
        rules(EgressPosture.PUBLIC, List.of(), List.of(), List.of("*.nas.example:80"))
            .shut()
            .isPresent());
  }

  @Test
  void privateAddressesAreWithinReachOnlyWhereTheyAreNamed() {
    EgressRules rules =
        rules(
            EgressPosture.PUBLIC, List.of("*.example.com"), List.of(), List.of("nas.example:445"));
    assertEquals(Reach.PUBLIC, rules.reach(host("a.example.com"), 443));
    assertEquals(Reach.PUBLIC, rules.reach(host("nas.example"), 446));
    assertEquals(Reach.pinned(host("nas.example"), 445), rules.reach(host("nas.example"), 445));
    assertEquals(Reach.PUBLIC, rules.reach(host("10.0.0.1"), 80));
  }

  @Test
  void moreBlockingNeverOpensAnything() {
    long seed = 11;
    var random = new Random(seed);
    List<String> lines =
        List.of("a.example", "*.a.example", "b.example:80", "10.0.0.1", "https://c.example");
    List<String> asked =
        List.of(
            "https://a.example:443",
            "http://x.a.example:80",
            "http://b.example:80",
            "http://10.0.0.1:80",
            "https://c.example:443",
            "tcp://d.example:22");
    for (int i = 0; i < 2000; i++) {
      List<String> allow = lines.stream().filter(_ -> random.nextBoolean()).toList();
      List<String> block = lines.stream().filter(_ -> random.nextInt(4) == 0).toList();
      EgressPosture posture = POSTURES.get(random.nextInt(3));
      EgressRules before = rules(posture, allow, List.of(), List.of());
      EgressRules after = rules(posture, allow, block, List.of());
      for (String each : asked) {
        String then = says(after, each);
        assertTrue(
            then.equals("b") || then.equals(says(before, each)), "seed " + seed + " " + each);
      }
    }
  }

  @Test
  void whatIsShutSaysWhy() {
    Finding finding = EgressRules.shut("line 3 is wrong").check("https", host("a.example"), 443);
    assertInstanceOf(Finding.Blocked.class, finding);
    assertTrue(finding.why().contains("line 3 is wrong"));
  }

  private static CanonicalHost host(String text) {
    return CanonicalHost.parse(text).orElseThrow();
  }
}
