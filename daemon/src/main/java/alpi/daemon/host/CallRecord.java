package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Verb;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Records calls of the host plane as `host.called`, and those that failed as `host.failed` too, in
/// the journal of the profile they are about; the default one's where that cannot be opened.
///
/// Nobody waits for the disk: whatever the verb itself records comes later in the same journal, and
/// is durable only together with this. Where nothing can be recorded at all the call goes ahead,
/// since a daemon whose disk is full must still be stopped and mended; what needs a record of its
/// own fails by itself.
public final class CallRecord implements CallLog {
  /// Params that name what a call is about, in the order they are looked for.
  private static final List<String> TARGETS =
      List.of(
          "id",
          "approval",
          "grant",
          "run",
          "job",
          "turn",
          "session",
          "schedule",
          "output",
          "name",
          "key",
          "host",
          "device");

  /// Names, ids and keys; never text that somebody wrote.
  private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/*-]{0,63}");

  private static final Logger log = LoggerFactory.getLogger(CallRecord.class);

  private final Rooms rooms;
  private final Ids ids;

  public CallRecord(Rooms rooms, Ids ids) {
    this.rooms = rooms;
    this.ids = ids;
  }

  @Override
  public Failing called(Verb<?, ?> verb, Optional<JsonNode> params, Caller caller) {
    String span = ids.next('c');
    Draft draft =
        Draft.of(EventKind.HOST_CALLED, caller.actor())
            .span(span)
            .with("verb", verb.name())
            .with("role", caller.role().wire())
            .with("via", caller.via());
    if (caller.pid().isPresent()) {
      draft = draft.with("pid", caller.pid().getAsLong());
    }
    Optional<String> target = params.flatMap(CallRecord::target);
    Optional<Journal> journal = journal(params);
    record(journal, target.isPresent() ? draft.with("target", target.get()) : draft);
    return code -> record(journal, failure(verb, caller, span, code));
  }

  private static Draft failure(Verb<?, ?> verb, Caller caller, String span, ErrorCode code) {
    return Draft.of(EventKind.HOST_FAILED, caller.actor())
        .span(span)
        .with("verb", verb.name())
        .with("code", code.wire());
  }

  private void record(Optional<Journal> journal, Draft draft) {
    try {
      journal.ifPresent(it -> it.later(draft));
    } catch (Problem e) {
      log.error("host.call.unrecorded verb={}", draft.body().path("verb").asString(""), e);
    }
  }

  private Optional<Journal> journal(Optional<JsonNode> params) {
    String named = params.map(it -> it.path("profile").asString("")).orElse("");
    return journal(named).or(() -> journal(ProfileName.DEFAULT.value()));
  }

  private Optional<Journal> journal(String profile) {
    try {
      return Optional.of(rooms.of(Optional.of(profile).filter(it -> !it.isEmpty())).journal());
    } catch (Problem | IllegalArgumentException e) {
      log.warn("host.call.journal reason={}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> target(JsonNode params) {
    return TARGETS.stream()
        .map(name -> params.path(name).asString(""))
        .filter(value -> TARGET.matcher(value).matches())
        .findFirst();
  }
}
