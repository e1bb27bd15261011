package alpi.daemon.link;

import alpi.daemon.audit.Notary;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.egress.Dialer;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Journal;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.Pause;
import alpi.daemon.policy.Grants;
import alpi.daemon.profile.Settings;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.NetRules;
import java.util.random.RandomGenerator;

/// What the link of one profile is made of.
///
/// @param random must be unpredictable outside tests, and safe for several threads
/// @param siblings the other profiles of this daemon
public record LinkParts(
    ProfileHome home,
    Settings settings,
    Journal journal,
    Notary notary,
    Jobs jobs,
    Sessions sessions,
    Grants grants,
    NetRules net,
    Dialer dialer,
    CostLedger ledger,
    RandomGenerator random,
    Pause pause,
    Siblings siblings,
    Time time) {}
