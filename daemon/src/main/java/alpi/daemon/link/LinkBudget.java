package alpi.daemon.link;

import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.daemon.base.Actor;
import alpi.daemon.config.ProfileConfig;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// What peers may cost: nothing is served once the profile has spent its day, and no questions of a
/// peer that has spent its own. Days end at midnight UTC.
record LinkBudget(LinkParts parts) {
  /// The refusal; empty when the call may go on.
  Optional<LinkError> refusal(Peer peer, String method) {
    ProfileConfig config = parts.settings().current().config();
    LocalDate today = LocalDate.ofInstant(parts.time().now(), ZoneOffset.UTC);
    Optional<LinkError> all =
        config
            .budget()
            .dailyUsd()
            .flatMap(cap -> over(cap, parts.ledger().spent(parts.home().name(), today)));
    return all.isPresent() || !method.equals("link.ask")
        ? all
        : config.link().peerDailyUsd().flatMap(cap -> over(cap, spent(peer, today)));
  }

  private static Optional<LinkError> over(BigDecimal cap, BigDecimal used) {
    return used.compareTo(cap) < 0
        ? Optional.empty()
        : Optional.of(
            LinkError.of(
                LinkCode.BUDGET_EXCEEDED,
                Json.object()
                    .put("cap_kind", "usd")
                    .put("cap", cap.doubleValue())
                    .put("used", used.doubleValue())));
  }

  /// What the turns of a peer that began today came to, as their rows tell.
  BigDecimal spent(Peer peer, LocalDate day) {
    Actor actor = Peers.actor(peer);
    List<BigDecimal> costs =
        parts
            .journal()
            .query(
                """
                SELECT json_extract(result, '$.usd') AS usd FROM job
                WHERE actor = ? AND created_ms >= ? AND json_extract(result, '$.usd') IS NOT NULL\
                """,
                row -> new BigDecimal(row.text("usd")),
                actor.value(),
                day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    return costs.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
