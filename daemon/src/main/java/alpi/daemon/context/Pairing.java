package alpi.daemon.context;

import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Call;
import alpi.daemon.session.Message.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which result answers which call. Ids are unique only within a step, so a result belongs to the
/// last step of its turn that made a call of that id and has no result yet; a second result, or one
/// without a call, belongs to nothing.
final class Pairing {
  private final IdentityHashMap<Assistant, Map<String, Tool>> results = new IdentityHashMap<>();
  private final List<Tool> orphans = new ArrayList<>();

  Pairing(List<Message> messages) {
    Map<Key, Assistant> open = new HashMap<>();
    for (Message message : messages) {
      if (message instanceof Assistant assistant) {
        results.put(assistant, new HashMap<>());
        calls(assistant).forEach(call -> open.put(new Key(call.id(), assistant.turn()), assistant));
      } else if (message instanceof Tool tool) {
        answer(open.remove(new Key(tool.callId(), tool.turn())), tool);
      }
    }
  }

  /// The calls of a step, one for each id.
  static List<Call> calls(Assistant assistant) {
    Set<String> seen = new HashSet<>();
    return assistant.calls().stream().filter(call -> seen.add(call.id())).toList();
  }

  Optional<Tool> result(Assistant assistant, Call call) {
    Map<String, Tool> answered = results.get(assistant);
    return answered == null ? Optional.empty() : Optional.ofNullable(answered.get(call.id()));
  }

  /// Results that answer no call.
  List<Tool> orphans() {
    return List.copyOf(orphans);
  }

  private void answer(@Nullable Assistant caller, Tool tool) {
    Map<String, Tool> answered = caller == null ? null : results.get(caller);
    if (answered == null) {
      orphans.add(tool);
    } else {
      answered.put(tool.callId(), tool);
    }
  }

  private record Key(String callId, String turn) {}
}
