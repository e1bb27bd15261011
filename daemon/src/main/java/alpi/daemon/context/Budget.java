package alpi.daemon.context;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much of a conversation fits, as a whole and in each slot.
///
/// When it no longer fits, more is left out than must be: a cut costs the vendor's prefix cache, so
/// it has to last for some turns.
///
/// @param tokens for the conversation alone
/// @param available for everything but the answer: what the shares of slots are shares of
record Budget(long tokens, long available) {
  /// The share of the budget that a cut leaves filled, in percent.
  static final int AFTER_CUT_PERCENT = 60;

  /// What earlier turns fill; the turn that is being answered has all that they leave.
  private static final List<Slot> BOUNDED = List.of(Slot.RECENT, Slot.FILES, Slot.TOOL_RESULTS);

  static long sum(List<ShownMessage> messages) {
    return messages.stream().mapToLong(ShownMessage::tokens).sum();
  }

  /// The same with so much kept free.
  Budget without(long reserved) {
    return new Budget(Math.max(0, tokens - reserved), available);
  }

  /// A share of the same.
  Budget percent(int percent) {
    return new Budget(tokens * percent / 100, available * percent / 100);
  }

  /// Whether the whole is too long, or the turns before `current` overfill a slot.
  boolean exceeded(List<ShownMessage> messages, String current) {
    return !Fill.of(messages, current).within(this, 100);
  }

  /// The first turn to keep, if turns have to go: the oldest go first, whole, and never the one
  /// that is being answered.
  Optional<String> cut(List<ShownMessage> messages, String current) {
    Fill left = Fill.of(messages, current);
    if (left.within(this, 100)) {
      return Optional.empty();
    }
    Map<String, Fill> turns = new LinkedHashMap<>();
    for (ShownMessage message : messages) {
      turns.computeIfAbsent(message.turn(), _ -> new Fill()).add(message, current);
    }
    boolean cut = false;
    for (Map.Entry<String, Fill> turn : turns.entrySet()) {
      if (turn.getKey().equals(current) || left.within(this, AFTER_CUT_PERCENT)) {
        return cut ? Optional.of(turn.getKey()) : Optional.empty();
      }
      left.subtract(turn.getValue());
      cut = true;
    }
    return Optional.empty();
  }

  /// How full a conversation makes the slots.
  private static final class Fill {
    private final EnumMap<Slot, Long> earlier = new EnumMap<>(Slot.class);
    private long total;

    static Fill of(List<ShownMessage> messages, String current) {
      var fill = new Fill();
      messages.forEach(message -> fill.add(message, current));
      return fill;
    }

    void add(ShownMessage message, String current) {
      total += message.tokens();
      if (!message.turn().equals(current)) {
        for (Included part : message.parts()) {
          earlier.merge(part.slot(), part.tokens(), Long::sum);
        }
      }
    }

    void subtract(Fill other) {
      total -= other.total;
      other.earlier.forEach((slot, tokens) -> earlier.merge(slot, -tokens, Long::sum));
    }

    boolean within(Budget budget, int percent) {
      if (total > budget.tokens() * percent / 100) {
        return false;
      }
      for (Slot slot : BOUNDED) {
        long limit = slot.limit(budget.available()) * percent / 100;
        if (earlier.getOrDefault(slot, 0L) > limit) {
          return false;
        }
      }
      return true;
    }
  }
}
