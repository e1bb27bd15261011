package alpi.daemon.journal.view.fold;

import alpi.alp.json.Json;
import alpi.daemon.journal.Event;
import java.time.LocalDate;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An event as folds read it: whatever is absent is empty, zero or false.
record Fact(Event event) {
  String text(String field) {
    return event.body().path(field).asString("");
  }

  long number(String field) {
    return event.body().path(field).asLong(0);
  }

  boolean flag(String field) {
    return event.body().path(field).asBoolean(false);
  }

  boolean has(String field) {
    return event.body().has(field);
  }

  JsonNode value(String field) {
    return event.body().path(field);
  }

  String at() {
    return event.at().toString();
  }

  String by() {
    return event.actor().value();
  }

  /// The run, or the job, that it belongs to; empty for none.
  String run() {
    return event.corr().orElse("");
  }

  /// The day it happened on, in UTC.
  String day() {
    return LocalDate.ofInstant(event.at(), ZoneOffset.UTC).toString();
  }

  /// The job that a job event is about.
  String job() {
    return has("job") ? text("job") : run();
  }

  /// The beginning of a row: those fields of the body that are there.
  ObjectNode row(String... fields) {
    ObjectNode row = Json.object();
    for (String field : fields) {
      if (has(field)) {
        row.set(field, value(field));
      }
    }
    return row;
  }

  /// The same with the conversation it belongs to, if any.
  ObjectNode rowInSession(String... fields) {
    ObjectNode row = row(fields);
    event.session().ifPresent(session -> row.put("session", session.value()));
    return row;
  }
}
