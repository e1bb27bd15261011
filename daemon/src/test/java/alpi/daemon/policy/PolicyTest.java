package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Rounds;
import alpi.daemon.base.SessionId;
import alpi.daemon.config.Posture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final SessionId SESSION = new SessionId("s" + "0".repeat(17));
  private static final SessionId OTHER = new SessionId("s" + "1".repeat(17));
  private static final JobId RUN = new JobId("j" + "0".repeat(17));
  private static final String WORK = "/home/ana/work";
  private static final List<String> TARGETS =
      List.of(
          WORK + "/a", "/tmp/b", "https://x.org:443", "https://y.org:443", "ls", WORK + "/../c");

  private static PolicyRequest request(
      List<Access> accesses, Labels labels, Posture posture, boolean attended) {
    return request(accesses, labels, Set.of(), posture, attended);
  }

  private static PolicyRequest request(
      List<Access> accesses, Labels labels, Set<String> named, Posture posture, boolean attended) {
    return new PolicyRequest(
        "tool",
        accesses,
        labels,
        named,
        posture,
        attended,
        Authority.OWNER,
        SESSION,
        RUN,
        Sha256.of(new byte[0]),
        Optional.of(WORK));
  }

  private static Grant grant(
      int n, Optional<SessionId> session, Capability capability, Scope scope) {
    return new Grant(
        new GrantId("g" + "0".repeat(16) + n % 10),
        session,
        Optional.empty(),
        capability,
        scope,
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(n),
        OptionalLong.empty(),
        Optional.empty(),
        "",
        Actor.local(0));
  }

  private static Access access(Capability capability, String target, Tier tier) {
    return new Access(capability, target, tier, "it");
  }

  /// How strict a decision is.
  private static int rank(Decision decision) {
    return switch (decision) {
      case Decision.Allow _ -> 0;
      case Decision.Ask ask -> ask.rememberable() ? 1 : 2;
      case Decision.Deny _ -> 3;
    };
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static Access any(Random random) {
    Capability capability = pick(random, List.of(Capability.values()));
    return new Access(
        capability,
        TARGETS.get(random.nextInt(TARGETS.size())),
        random.nextInt(10) == 0 ? Tier.DANGEROUS : pick(random, List.of(Tier.SAFE, Tier.CAUTION)),
        "it",
        random.nextBoolean(),
        random.nextBoolean());
  }

  private static Labels labels(Random random) {
    Labels labels = new Labels(Set.of(), random.nextBoolean());
    for (Source source : Source.values()) {
      if (random.nextInt(4) == 0) {
        labels = labels.and(Labels.of(source, false));
      }
    }
    return labels;
  }

  private static PolicyRequest any(Random random, Labels labels, boolean attended) {
    List<Access> accesses = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      accesses.add(any(random));
    }
    Posture posture = pick(random, List.of(Posture.values()));
    return request(accesses, labels, posture, attended);
  }

  private static List<Grant> grants(Random random) {
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      grants.add(
          grant(
              i,
              switch (random.nextInt(3)) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(SESSION);
                default -> Optional.of(OTHER);
              },
              pick(random, List.of(Capability.values())),
              new Scope(TARGETS.get(random.nextInt(TARGETS.size())), random.nextBoolean())));
    }
    return grants;
  }

  /// The table of SECURITY.md.
  @Test
  void aHostThatTheOwnerWroteIsReachedQuietlyUnlessBothAreInPlay() {
    String target = "https://x.org:443";
    List<Access> send = List.of(access(Capability.NET, target, Tier.SAFE));
    Grant session = grant(1, Optional.of(SESSION), Capability.NET, Scope.exact(target));
    Grant profile = grant(2, Optional.empty(), Capability.NET, Scope.exact(target));
    String table =
        """
        none    - allow allow allow
        none    n allow allow allow
        private - ask   allow allow
        private n allow allow allow
        strange - ask   allow allow
        strange n allow allow allow
        both    - ask   ask   allow
        both    n ask   ask   allow
        """;
    for (String row : table.lines().toList()) {
      String[] cells = row.split(" +", -1);
      Labels labels =
          switch (cells[0]) {
            case "none" -> Labels.OWNER;
            case "private" -> Labels.of(Source.WORKSPACE, true);
            case "strange" -> Labels.of(Source.WEB, false);
            default -> Labels.of(Source.WEB, true);
          };
      Set<String> named = cells[1].equals("n") ? Set.of(target) : Set.of();
      List<List<Grant>> grants = List.of(List.of(), List.of(session), List.of(profile));
      for (int i = 0; i < grants.size(); i++) {
        for (Posture posture : List.of(Posture.STANDARD, Posture.RELAXED)) {
          boolean allowed = cells[2 + i].equals("allow");
          var there = request(send, labels, named, posture, true);
          var alone = request(send, labels, named, posture, false);
          assertEquals(allowed, Policy.decide(there, grants.get(i)) instanceof Decision.Allow, row);
          assertEquals(!allowed, Policy.decide(there, grants.get(i)) instanceof Decision.Ask, row);
          assertEquals(!allowed, Policy.decide(alone, grants.get(i)) instanceof Decision.Deny, row);
        }
      }
    }
    var strict = request(send, Labels.OWNER, Set.of(target), Posture.STRICT, true);
    assertInstanceOf(Decision.Ask.class, Policy.decide(strict, List.of()));
    var other = Set.of("https://y.org:443", "http://x.org:443", "https://x.org:444");
    var near = request(send, Labels.of(Source.WORKSPACE, true), other, Posture.STANDARD, true);
    assertInstanceOf(Decision.Ask.class, Policy.decide(near, List.of()), "only that destination");
  }

  @Test
  void whatIsDangerousIsDeniedWhateverWasGranted() {
    var random = new Random(1);
    for (int i = 0; i < 5000; i++) {
      PolicyRequest request = any(random, labels(random), random.nextBoolean());
      List<Access> accesses = new ArrayList<>(request.accesses());
      Access bad = access(Capability.EXEC, "ls", Tier.DANGEROUS);
      accesses.add(random.nextInt(accesses.size() + 1), bad);
      var worse = request(accesses, request.labels(), request.posture(), request.attended());
      List<Grant> all = List.of(grant(1, Optional.empty(), Capability.EXEC, Scope.exact("ls")));
      var deny = assertInstanceOf(Decision.Deny.class, Policy.decide(worse, all));
      assertEquals(ErrorCode.DENIED, deny.code());
    }
  }

  @Test
  void moreLabelsNeverWiden() {
    var random = new Random(2);
    for (int i = 0; i < Rounds.of(4_000, 100_000); i++) {
      PolicyRequest less = any(random, labels(random), random.nextBoolean());
      Labels wider = less.labels().and(labels(random));
      var more = request(less.accesses(), wider, less.posture(), less.attended());
      List<Grant> grants = grants(random);
      assertTrue(
          rank(Policy.decide(more, grants)) >= rank(Policy.decide(less, grants)),
          () -> less + " " + wider);
    }
  }

  @Test
  void aStricterPostureNeverWidens() {
    var random = new Random(3);
    for (int i = 0; i < Rounds.of(4_000, 100_000); i++) {
      PolicyRequest at = any(random, labels(random), random.nextBoolean());
      List<Grant> grants = grants(random);
      int before = -1;
      for (Posture posture : Posture.values()) {
        var request = request(at.accesses(), at.labels(), posture, at.attended());
        Decision decision = Policy.decide(request, grants);
        int stern = decision instanceof Decision.Ask ? 1 : rank(decision);
        assertTrue(stern >= before, () -> at.toString());
        before = stern;
      }
    }
  }

  @Test
  void aGrantChangesVerdictsOnlyInsideItsScope() {
    var random = new Random(4);
    int changed = 0;
    for (int i = 0; i < Rounds.of(20_000, 100_000); i++) {
      PolicyRequest request = any(random, labels(random), random.nextBoolean());
      List<Grant> grants = grants(random);
      Decision with = Policy.decide(request, grants);
      Decision without = Policy.decide(request, List.of());
      assertTrue(rank(with) <= rank(without), () -> request + " " + grants);
      if (!with.equals(without)) {
        changed++;
        assertTrue(
            grants.stream()
                .anyMatch(
                    g -> request.accesses().stream().anyMatch(a -> g.covers(a, SESSION, RUN))),
            () -> request + " " + grants);
      }
    }
    assertTrue(changed > 100);
  }

  @Test
  void nobodyThereIsNeverAsked() {
    var random = new Random(5);
    for (int i = 0; i < Rounds.of(4_000, 100_000); i++) {
      PolicyRequest request = any(random, labels(random), false);
      assertFalse(Policy.decide(request, grants(random)) instanceof Decision.Ask);
    }
  }

  @Test
  void privateDataLeavesWithAStrangerInPlayOnlyForANamedDestination() {
    Labels both = Labels.of(Source.MAIL, true);
    Access send = access(Capability.NET, "https://x.org:443", Tier.SAFE);
    var request = request(List.of(send), both, Posture.RELAXED, false);
    Scope exact = Scope.exact("https://x.org:443");
    Scope wide = new Scope("https://*.org:443", true);
    assertInstanceOf(
        Decision.Deny.class,
        Policy.decide(request, List.of(grant(1, Optional.of(SESSION), Capability.NET, exact))));
    assertInstanceOf(
        Decision.Deny.class,
        Policy.decide(request, List.of(grant(1, Optional.empty(), Capability.NET, wide))));
    var allow =
        assertInstanceOf(
            Decision.Allow.class,
            Policy.decide(request, List.of(grant(1, Optional.empty(), Capability.NET, exact))));
    assertEquals(1, allow.grants().size());
  }

  @Test
  void refusalsNameTheStranger() {
    var request =
        request(
            List.of(access(Capability.FS_WRITE, WORK + "/a", Tier.SAFE)),
            Labels.of(Source.PEER, false),
            Posture.STANDARD,
            false);
    assertTrue(Policy.decide(request, List.of()).reason().contains("peer"));
  }

  @Test
  void writesOutsideTheWorkspaceAskEvenWhenRelaxed() {
    for (String target : List.of("/tmp/b", WORK + "/../c", WORK + "x/d")) {
      var request =
          request(
              List.of(access(Capability.FS_WRITE, target, Tier.SAFE)),
              Labels.OWNER,
              Posture.RELAXED,
              true);
      assertInstanceOf(Decision.Ask.class, Policy.decide(request, List.of()), target);
    }
  }

  @Test
  void relaxedLetsCautionPassInTheWorkspaceOnly() {
    Access inside = new Access(Capability.EXEC, "npm test", Tier.CAUTION, "it", false, true);
    Access beyond = new Access(Capability.EXEC, "npm test", Tier.CAUTION, "it", true, true);
    Access away = access(Capability.FS_WRITE, "/tmp/b", Tier.CAUTION);
    assertInstanceOf(
        Decision.Allow.class,
        Policy.decide(request(List.of(inside), Labels.OWNER, Posture.RELAXED, true), List.of()));
    assertInstanceOf(
        Decision.Ask.class,
        Policy.decide(request(List.of(beyond), Labels.OWNER, Posture.RELAXED, true), List.of()));
    assertInstanceOf(
        Decision.Ask.class,
        Policy.decide(
            request(List.of(inside, away), Labels.OWNER, Posture.RELAXED, true), List.of()));
    assertInstanceOf(
        Decision.Ask.class,
        Policy.decide(
            request(List.of(inside), Labels.of(Source.WEB, false), Posture.RELAXED, true),
            List.of()));
  }

  @Test
  void scopesCoverWholeNames() {
    Scope folder = Scope.below("/a/b");
    assertTrue(folder.covers(Capability.FS_READ, "/a/b"));
    assertTrue(folder.covers(Capability.FS_READ, "/a/b/c"));
    assertFalse(folder.covers(Capability.FS_READ, "/a/bc"));
    assertFalse(folder.covers(Capability.FS_READ, "/a/b/../c"));
    Scope hosts = new Scope("https://*.example.org:443", true);
    assertTrue(hosts.covers(Capability.NET, "https://a.b.example.org:443"));
    assertFalse(hosts.covers(Capability.NET, "https://example.org:443"));
    assertFalse(hosts.covers(Capability.NET, "https://badexample.org:443"));
    assertFalse(hosts.covers(Capability.NET, "https://a.example.org:444"));
    assertFalse(hosts.covers(Capability.NET, "http://a.example.org:443"));
    assertFalse(hosts.covers(Capability.NET, "https://evil.com/.example.org:443"));
    assertFalse(Scope.below("ls").covers(Capability.EXEC, "ls -la"));
  }

  @Test
  void scopesThatCoverTooMuchAreRefused() {
    assertThrows(Problem.class, () -> Scope.below("/").check(Capability.FS_WRITE));
    assertThrows(Problem.class, () -> Scope.below("/a/../..").check(Capability.FS_WRITE));
    assertThrows(Problem.class, () -> Scope.below("rel").check(Capability.FS_READ));
    assertThrows(Problem.class, () -> Scope.exact("*").check(Capability.NET));
    assertThrows(Problem.class, () -> new Scope("https://*.org:443", true).check(Capability.NET));
    assertThrows(Problem.class, () -> Scope.below("git").check(Capability.EXEC));
    Scope.exact("https://x.org:443").check(Capability.NET);
    Scope.below("/home/ana").check(Capability.FS_WRITE);
  }
}
