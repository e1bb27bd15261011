package alpi.alp.fast;

import alpi.alp.crypto.DhKey;
import alpi.alp.envelope.Envelopes;
import alpi.alp.fast.Preface.Role;
import alpi.alp.wire.WireFault;
import java.util.random.RandomGenerator;

/// Sessions of Ana, who dials, with Ben.
public final class LaneSessions {
  public record Pair(LaneSession caller, LaneSession listener) {}

  private LaneSessions() {}

  public static Pair pair(RandomGenerator random) throws WireFault {
    LaneHandshake ana =
        LaneHandshake.initiator(
            Envelopes.ANA, Envelopes.BEN.key(), Role.DATA, DhKey.generate(random));
    LaneHandshake ben = LaneHandshake.responder(Envelopes.BEN, Role.DATA, DhKey.generate(random));
    var who = ben.finish(ana.third(ben.second(ana.first())));
    return new Pair(ana.session(Envelopes.BEN.key(), true), ben.session(who, false));
  }
}
