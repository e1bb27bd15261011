package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Rule;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Sessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Why calls were let through or refused, read from what is on record, and who brought the words
/// that were in play, read from the conversation. Holds no state of its own.
public final class Decisions {
  /// How far back a call is looked for, in events.
  public static final long MAX_SCANNED = 500_000;

  private static final Set<EventKind> DECIDED =
      Set.of(EventKind.TOOL_CALLED, EventKind.POLICY_DENIED);

  private final Journal journal;
  private final Sessions sessions;

  public Decisions(Journal journal, Sessions sessions) {
    this.journal = journal;
    this.sessions = sessions;
  }

  /// One decision.
  ///
  /// @param how `allow`, or how the owner agreed, or `denied`
  /// @param rule absent where the record does not say
  /// @param code why not, when it was refused
  /// @param labels of everything that was in play
  /// @param grants that it went ahead on
  /// @param origins who brought each source first, oldest first
  public record Decided(
      Event event,
      String tool,
      String how,
      Optional<Rule> rule,
      String reason,
      Optional<String> code,
      List<String> capabilities,
      List<String> labels,
      boolean privateData,
      List<String> grants,
      List<Origin> origins) {}

  /// @param label a source, or `private`
  /// @param from the message or call that brought it into the conversation
  public record Origin(String label, String from, Optional<Instant> at) {}

  /// What is on record of a call, an approval, an event or a whole run; oldest first.
  ///
  /// @param id of a call, an approval or a run, or the number of an event
  /// @throws Problem `not_found`
  public List<Decided> explain(String id) {
    List<Event> found = id.matches("\\d{1,18}") ? numbered(Long.parseLong(id)) : named(id);
    if (found.isEmpty()) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "Nothing was decided under that id.",
          "Calls and approvals are named in `alpi runs show RUN` and `alpi events`.");
    }
    return found.stream().map(this::decided).toList();
  }

  private List<Event> numbered(long seq) {
    return journal
        .read(new EventQuery(seq - 1, DECIDED, Optional.empty(), Optional.empty(), 1))
        .stream()
        .filter(event -> event.seq() == seq)
        .toList();
  }

  private List<Event> named(String id) {
    List<Event> run = journal.read(EventQuery.ofRun(id).kinds(DECIDED));
    if (!run.isEmpty()) {
      return run;
    }
    Optional<Event> asked =
        last(
            Set.of(EventKind.APPROVAL_ASKED),
            event -> event.body().path("approval").asString("").equals(id));
    if (asked.isPresent()) {
      return bound(asked.get());
    }
    return last(DECIDED, event -> event.span().equals(Optional.of(id))).stream().toList();
  }

  /// What was decided about the very call that an approval was asked for.
  private List<Event> bound(Event asked) {
    String binding = asked.body().path("binding").asString("");
    return asked.corr().stream()
        .flatMap(run -> journal.read(EventQuery.ofRun(run).kinds(DECIDED)).stream())
        .filter(event -> event.body().path("binding").asString("").equals(binding))
        .toList();
  }

  private Optional<Event> last(Set<EventKind> kinds, Predicate<Event> which) {
    Optional<Event> found = Optional.empty();
    long after = Math.max(0, journal.head() - MAX_SCANNED);
    List<Event> page;
    do {
      page =
          journal.read(
              new EventQuery(
                  after, kinds, Optional.empty(), Optional.empty(), EventQuery.MAX_LIMIT));
      for (Event event : page) {
        found = which.test(event) ? Optional.of(event) : found;
        after = event.seq();
      }
    } while (page.size() == EventQuery.MAX_LIMIT);
    return found;
  }

  private Decided decided(Event event) {
    JsonNode body = event.body();
    boolean denied = event.kind() == EventKind.POLICY_DENIED;
    List<String> sources = texts(body.path("labels").path("sources"));
    boolean privateData = body.path("labels").path("private").asBoolean(false);
    return new Decided(
        event,
        body.path("tool").asString(""),
        denied ? "denied" : body.path("decision").asString(""),
        Rule.ofWire(body.path("rule").asString("")),
        body.path("reason").asString(""),
        denied ? Optional.of(body.path("code").asString("")) : Optional.empty(),
        texts(body.path("capabilities")),
        sources,
        privateData,
        texts(body.path("grants")),
        origins(event, sources, privateData));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asString("")));
    return List.copyOf(texts);
  }

  /// The first bearer of each label in the conversation, before the call was made. What no message
  /// bore came with memory or another part of the context.
  private List<Origin> origins(Event event, List<String> sources, boolean privateData) {
    Map<Source, Origin> first = new EnumMap<>(Source.class);
    Optional<Origin> secret = Optional.empty();
    for (Message message : before(event)) {
      Bearer bearer = bearer(message);
      for (Source source : bearer.labels().sources()) {
        first.putIfAbsent(source, bearer.origin(source.wire()));
      }
      if (secret.isEmpty() && bearer.labels().privateData()) {
        secret = Optional.of(bearer.origin("private"));
      }
    }
    List<Origin> origins = new ArrayList<>();
    for (String wire : sources) {
      origins.add(
          Source.ofWire(wire)
              .flatMap(source -> Optional.ofNullable(first.get(source)))
              .orElseGet(() -> context(wire)));
    }
    if (privateData) {
      origins.add(secret.orElseGet(() -> context("private")));
    }
    return List.copyOf(origins);
  }

  private static Origin context(String label) {
    return new Origin(label, "memory or the workspace, as the model is shown it", Optional.empty());
  }

  private record Bearer(String from, Instant at, Labels labels) {
    Origin origin(String label) {
      return new Origin(label, from, Optional.of(at));
    }
  }

  private static Bearer bearer(Message message) {
    return switch (message) {
      case Message.User user -> {
        String with = user.attachments().isEmpty() ? "" : " and what was attached";
        yield new Bearer("the message" + with, user.at(), user.labels());
      }
      case Message.Tool tool ->
          new Bearer(tool.tool() + " " + tool.callId(), tool.at(), tool.labels());
      case Message.Assistant said -> new Bearer("", said.at(), Labels.NONE);
      case Message.Note note -> new Bearer("", note.at(), Labels.NONE);
    };
  }

  private List<Message> before(Event event) {
    Optional<SessionId> session = event.session().filter(sessions::exists);
    if (session.isEmpty()) {
      return List.of();
    }
    String call = event.span().orElse("");
    List<Message> before = new ArrayList<>();
    for (Message message : sessions.open(session.get()).messages()) {
      if (message instanceof Message.Assistant said
          && said.calls().stream().anyMatch(each -> each.id().equals(call))) {
        return before;
      }
      before.add(message);
    }
    return before;
  }
}
