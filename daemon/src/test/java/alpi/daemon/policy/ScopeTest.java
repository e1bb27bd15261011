package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static boolean possible(Capability capability, String value, boolean below) {
    try {
      new Scope(value, below).check(capability);
      return true;
    } catch (Problem e) {
      return false;
    }
  }

  @Test
  void eachCapabilityTakesTheTargetsThatItSpeaksOf() {
    String table =
        """
        peer      ana/ask            exact yes
        peer      ana                below yes
        peer      ana                exact no
        peer      ana/               below no
        peer      ../ask             exact no
        peer      ana/ask me         exact no
        peer      *                  below no
        tool      files/list         exact yes
        tool      files              below yes
        tool      list               exact no
        tool      /files/list        exact no
        schedule  daily              exact yes
        schedule  daily              below yes
        schedule  daily/mail         exact yes
        schedule  every-day@9        exact no
        schedule  *                  below no
        money     usd/shop           exact yes
        money     usd                below yes
        money     usd                exact no
        money     USD/shop           exact no
        money     dollars/shop       exact no
        money     a/b/c/d/e          exact no
        memory:read   *              below no
        fs:write  *                  below no
        exec      *                  below no
        net       *                  below no
        """;
    for (String row : table.lines().toList()) {
      List<String> cells = List.of(row.trim().split(" {2,}| (?=exact|below)| (?=yes|no)", -1));
      Capability capability = Capability.ofWire(cells.get(0)).orElseThrow();
      assertEquals(
          cells.get(3).equals("yes"),
          possible(capability, cells.get(1), cells.get(2).equals("below")),
          row);
    }
  }

  @Test
  void namesAreCoveredByWholeComponents() {
    Scope ana = Scope.below("ana");
    assertTrue(ana.covers(Capability.PEER, "ana/ask"));
    assertTrue(ana.covers(Capability.PEER, "ana/ask/all"));
    for (String other : List.of("anabel/ask", "ana/../ben/ask", "an/ask", "ana//ask", "ANA/ask")) {
      assertFalse(ana.covers(Capability.PEER, other), other);
    }
  }

  @Test
  void narrowerLiesWithinWiderAndNeverTheOtherWay() {
    for (String row :
        List.of(
            "fs:read /a/b /a",
            "fs:write /a/b/c /a/b",
            "net https://*.a.x.org:443 https://*.x.org:443",
            "peer ana/send ana",
            "schedule daily/mail daily",
            "memory:read sessions/s1 sessions")) {
      String[] cells = row.split(" ", -1);
      Capability capability = Capability.ofWire(cells[0]).orElseThrow();
      Scope narrow = Scope.below(cells[1]);
      Scope wide = Scope.below(cells[2]);
      assertTrue(narrow.within(capability, wide), row);
      assertFalse(wide.within(capability, narrow), row);
      assertTrue(wide.within(capability, wide) && wide.within(capability, Scope.ANY), row);
      assertFalse(Scope.ANY.within(capability, wide), row);
      assertFalse(wide.within(capability, Scope.exact(cells[2])), row);
    }
  }

  @Test
  void everyCapabilityIsKnownByItsWireName() {
    for (Capability capability : Capability.values()) {
      assertEquals(capability, Capability.ofWire(capability.wire()).orElseThrow());
    }
    assertTrue(Capability.ofWire("fly").isEmpty());
  }
}
