package alpi.daemon.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.EgressPosture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.Verdict;
import alpi.daemon.policy.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionJudgeTest {
  private final List<String> asked = new ArrayList<>();
  private Set<String> granted = Set.of();
  private boolean agrees = true;
  private List<String> block = List.of();
  private final ConnectionJudge judge =
      new ConnectionJudge(new Owner(), this::rules, (_, _) -> Optional.empty());

  private EgressRules rules() {
    return EgressRules.of(
        new ProfileConfig.Egress(
            EgressPosture.ALLOWLIST, List.of(), block, List.of("localhost:8080")));
  }

  private final class Owner implements Consents {
    @Override
    public Pass require(Access access, String summary) {
      if (granted.contains(access.target())) {
        return new Pass("granted", List.of(), false);
      }
      asked.add(access.target());
      if (!agrees) {
        throw Problem.of(ErrorCode.DENIED, "Not done: the owner said no.");
      }
      return new Pass("the owner agreed", List.of(), true);
    }

    @Override
    public Optional<Pass> free(Access access) {
      return granted.contains(access.target())
          ? Optional.of(new Pass("granted", List.of(), false))
          : Optional.empty();
    }
  }

  private Verdict judged(String to) throws InterruptedException {
    return judge.judge(Destination.parse(to).orElseThrow());
  }

  private Verdict.Allow allowed(String to) throws InterruptedException {
    return assertInstanceOf(Verdict.Allow.class, judged(to));
  }

  @Test
  void namesADestinationByWhatSomethingAllows() throws InterruptedException {
    granted = Set.of("http://a.example:8443", "tcp://db.example:5432", "https://b.example:80");
    assertEquals(Verdict.Traffic.WEB, allowed("a.example:8443").traffic());
    assertEquals(Verdict.Traffic.RAW, allowed("db.example:5432").traffic());
    assertEquals(Verdict.Traffic.WEB, allowed("b.example:80").traffic());
    assertEquals(List.of(), asked);
  }

  @Test
  void asksUnderTheLikeliestName() throws InterruptedException {
    for (String to : List.of("a.example:443", "a.example:80", "a.example:22", "a.example:8443")) {
      allowed(to);
    }
    assertEquals(
        List.of(
            "https://a.example:443",
            "http://a.example:80",
            "tcp://a.example:22",
            "https://a.example:8443"),
        asked);
  }

  @Test
  void asksOncePerDestinationOfACallAndHeedsABlockAllTheSame() throws InterruptedException {
    allowed("a.example:443");
    allowed("a.example:443");
    assertEquals(1, asked.size());
    block = List.of("a.example");
    assertInstanceOf(Verdict.Deny.class, judged("a.example:443"));
    agrees = false;
    assertInstanceOf(Verdict.Deny.class, judged("b.example:443"));
    agrees = true;
    assertInstanceOf(Verdict.Deny.class, judged("b.example:443"));
    assertEquals(2, asked.size());
  }

  @Test
  void reachesAPrivatePlaceOnlyWhereTheSettingsNameIt() throws InterruptedException {
    granted = Set.of("https://localhost:8080", "https://localhost:8081");
    Destination near = Destination.parse("localhost:8080").orElseThrow();
    assertEquals(Reach.pinned(near.host(), 8080), allowed("localhost:8080").reach());
    assertEquals(Reach.PUBLIC, allowed("localhost:8081").reach());
  }
}
