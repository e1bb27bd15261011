package alpi.daemon.agent;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Joins what was decided about calls of tools with what came of them. For one thread.
final class EffectFold {
  /// What it looks at.
  static final Set<EventKind> KINDS =
      Set.copyOf(
          EnumSet.of(
              EventKind.TOOL_CALLED,
              EventKind.POLICY_DENIED,
              EventKind.TOOL_ANSWERED,
              EventKind.TOOL_FAILED,
              EventKind.TOOL_LOST,
              EventKind.FILE_CHANGED,
              EventKind.EGRESS_OPENED,
              EventKind.EGRESS_CLOSED,
              EventKind.EGRESS_DENIED));

  private static final String OPEN = "open";

  private final int limit;
  private final List<Draft> drafts = new ArrayList<>();

  /// The latest call of each name: a model may use a name again.
  private final Map<String, Draft> latest = new HashMap<>();

  private int open;
  private boolean more;

  /// @param limit so many are gathered; what follows only completes them
  EffectFold(int limit) {
    this.limit = limit;
  }

  private static final class Draft {
    private final Event decided;
    private final Set<String> files = new LinkedHashSet<>();
    private final Set<String> hosts = new LinkedHashSet<>();
    private @Nullable String outcome;
    private OptionalLong millis = OptionalLong.empty();

    private Draft(Event decided) {
      this.decided = decided;
    }
  }

  void add(Event event) {
    switch (event.kind()) {
      case TOOL_CALLED, POLICY_DENIED -> decided(event);
      case TOOL_ANSWERED -> over(event, "answered");
      case TOOL_FAILED -> over(event, "failed");
      case TOOL_LOST -> over(event, "lost");
      case FILE_CHANGED -> of(event).ifPresent(call -> call.files.add(text(event, "path")));
      default -> of(event).ifPresent(call -> call.hosts.add(place(event)));
    }
  }

  /// Whether nothing that follows belongs here any more.
  boolean full() {
    return more && open == 0;
  }

  /// Whether there are further calls after these.
  boolean more() {
    return more;
  }

  private void decided(Event event) {
    forget(event);
    if (drafts.size() == limit) {
      more = true;
      return;
    }
    var draft = new Draft(event);
    drafts.add(draft);
    if (event.kind() == EventKind.POLICY_DENIED) {
      draft.outcome = "denied";
    } else {
      open++;
    }
    event.span().ifPresent(call -> latest.put(call, draft));
  }

  /// A call of the same name whose end never came will not get this one's.
  private void forget(Event event) {
    Draft earlier = event.span().map(latest::remove).orElse(null);
    if (earlier != null && earlier.outcome == null) {
      earlier.outcome = OPEN;
      open--;
    }
  }

  private void over(Event event, String outcome) {
    of(event)
        .filter(call -> call.outcome == null)
        .ifPresent(call -> {
          call.outcome = outcome;
          JsonNode took = event.body().path("ms");
          call.millis = took.isNumber() ? OptionalLong.of(took.asLong(0)) : call.millis;
          open--;
        });
  }

  private Optional<Draft> of(Event event) {
    return event.span().map(latest::get);
  }

  List<Effect> effects() {
    return drafts.stream().map(EffectFold::effect).toList();
  }

  private static Effect effect(Draft draft) {
    Event event = draft.decided;
    boolean denied = event.kind() == EventKind.POLICY_DENIED;
    return new Effect(
        event.seq(),
        event.at(),
        event.span().orElse(""),
        text(event, "tool"),
        denied ? "denied" : text(event, "decision"),
        present(event, "rule"),
        text(event, "reason"),
        texts(event.body().path("capabilities")),
        labels(event.body().path("labels")),
        texts(event.body().path("grants")),
        draft.outcome == null ? OPEN : draft.outcome,
        draft.millis,
        present(event, "code"),
        List.copyOf(draft.files),
        List.copyOf(draft.hosts));
  }

  private static List<String> labels(JsonNode labels) {
    List<String> all = texts(labels.path("sources"));
    if (labels.path("private").asBoolean(false)) {
      all.add("private");
    }
    return all;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asString("")));
    return texts;
  }

  private static String place(Event event) {
    return text(event, "host") + ":" + event.body().path("port").asInt(0);
  }

  private static String text(Event event, String field) {
    return event.body().path(field).asString("");
  }

  private static Optional<String> present(Event event, String field) {
    return Optional.of(text(event, field)).filter(text -> !text.isEmpty());
  }
}
