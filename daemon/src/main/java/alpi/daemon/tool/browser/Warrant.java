package alpi.daemon.tool.browser;

import alpi.daemon.egress.Errand;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.egress.gate.Verdict;
import java.util.Optional;

/// On what a page may reach a host while something is done with it.
interface Warrant {
  /// Decides, without asking anybody: a page waits for no person.
  ///
  /// @param before whether the pages of this conversation reached it while nothing private was in
  ///   play
  Verdict judge(Destination to, boolean before) throws InterruptedException;

  /// Whether what is known here includes private data.
  boolean privateData();

  /// On whose behalf.
  Optional<Errand> errand();
}
