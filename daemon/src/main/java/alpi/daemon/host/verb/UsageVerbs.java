package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// What models cost, day by day, folded from the record.
public final class UsageVerbs {
  private static final int USUAL_DAYS = 14;
  private static final int MAX_DAYS = 366;

  private final Rooms rooms;
  private final Time time;

  public UsageVerbs(Rooms rooms, Time time) {
    this.rooms = rooms;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.usage.daily",
                "Sums what models were asked and what that cost, by day in UTC.",
                "{\"days\":14}")
            .serve(Daily.class, Usage.class, this::daily));
  }

  private Usage daily(Daily params, Call call) {
    int days = params.days().orElse(USUAL_DAYS);
    if (days < 1 || days > MAX_DAYS) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `days` is 1 to " + MAX_DAYS + ".");
    }
    ProfileRooms profile = rooms.of(params.profile());
    LocalDate first = day(time.now()).minusDays(days - 1L);
    Map<LocalDate, Day> byDay = new TreeMap<>();
    long after = profile.journal().lastBefore(first.atStartOfDay(ZoneOffset.UTC).toInstant());
    List<Event> page = page(profile.journal(), after);
    while (!page.isEmpty()) {
      for (Event event : page) {
        byDay.merge(day(event.at()), Day.of(event), Day::plus);
      }
      page = page(profile.journal(), page.getLast().seq());
    }
    return new Usage(
        byDay.values().stream()
            .filter(day -> !day.day().isBefore(first) && day.input() + day.calls() > 0)
            .toList(),
        profile.settings().current().config().budget().dailyUsd());
  }

  private static List<Event> page(Journal journal, long after) {
    return journal.read(
        EventQuery.after(after, EventQuery.MAX_LIMIT)
            .kinds(Set.of(EventKind.MODEL_ANSWERED, EventKind.MODEL_FAILED)));
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /// @param days how many, today included; 14 when absent
  record Daily(Optional<String> profile, OptionalInt days) {}

  /// @param days those with at least one call
  /// @param capUsd what may be spent in a day
  record Usage(List<Day> days, Optional<BigDecimal> capUsd) {}

  /// @param usd what is known of the price
  record Day(LocalDate day, long calls, long input, long output, long cached, BigDecimal usd) {
    static Day of(Event event) {
      return new Day(
          UsageVerbs.day(event.at()),
          event.kind() == EventKind.MODEL_ANSWERED ? 1 : 0,
          event.body().path("input").asLong(0),
          event.body().path("output").asLong(0),
          event.body().path("cached").asLong(0),
          Usd.of(event).orElse(BigDecimal.ZERO));
    }

    Day plus(Day more) {
      return new Day(
          day,
          calls + more.calls,
          input + more.input,
          output + more.output,
          cached + more.cached,
          usd.add(more.usd));
    }
  }
}
