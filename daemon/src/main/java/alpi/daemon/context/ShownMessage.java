package alpi.daemon.context;

import alpi.daemon.model.ModelMessage;
import java.util.ArrayList;
import java.util.List;

/// A message of a request, with the turn it comes from and its estimated size.
///
/// @param parts what is in it, by pointer; together no more than `tokens`
record ShownMessage(String turn, ModelMessage message, long tokens, List<Included> parts) {
  ShownMessage {
    parts = List.copyOf(parts);
  }

  static ShownMessage of(String turn, ModelMessage message) {
    return new ShownMessage(turn, message, Tokens.of(message), List.of());
  }

  /// @param own the pointer of the message itself; its share is what the parts leave
  static ShownMessage of(
      String turn, ModelMessage message, Pointer own, Slot slot, List<Included> parts) {
    long tokens = Tokens.of(message);
    long rest = tokens - parts.stream().mapToLong(Included::tokens).sum();
    var all = new ArrayList<Included>();
    all.add(new Included(own.toString(), slot, Math.max(0, rest)));
    all.addAll(parts);
    return new ShownMessage(turn, message, tokens, all);
  }

  /// Estimated size of what is in a slot.
  long in(Slot slot) {
    return parts.stream().filter(part -> part.slot() == slot).mapToLong(Included::tokens).sum();
  }
}
