package alpi.daemon.profile;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Time;
import alpi.daemon.config.LoadedConfig;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The recorded changes of one `config.yaml`, with the text before and after each, in the profile's
/// journal.
///
/// A change is recorded before the file is written and marked when it was: what lies between at a
/// crash is finished at the next start.
final class Revisions {
  /// Most revisions that are kept.
  static final int MAX_KEPT = 500;

  private static final int MAX_KEYS_IN_EVENT = 40;
  private static final int MAX_KEY_CHARS = 80;

  private final Journal journal;
  private final Time time;

  Revisions(Journal journal, Time time) {
    this.journal = journal;
    this.time = time;
  }

  /// A revision with its texts.
  record Stored(Revision revision, String before, String after, boolean applied) {}

  /// What is about to be recorded.
  record Entry(
      EventKind kind,
      Actor actor,
      LoadedConfig before,
      LoadedConfig after,
      List<String> keys,
      OptionalLong reverts,
      boolean applied) {}

  Optional<Stored> last() {
    return journal
        .query("SELECT * FROM config_rev ORDER BY rev DESC LIMIT 1", Revisions::stored)
        .stream()
        .findFirst();
  }

  Stored get(long rev) {
    return journal.query("SELECT * FROM config_rev WHERE rev = ?", Revisions::stored, rev).stream()
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "There is no configuration revision " + rev + ".",
                "The last " + MAX_KEPT + " changes are kept."));
  }

  List<Revision> list(int limit) {
    return journal.query(
        "SELECT * FROM config_rev ORDER BY rev DESC LIMIT ?", row -> stored(row).revision(), limit);
  }

  /// Records one change, with its event, in one transaction.
  ///
  /// @return its number
  long add(Entry entry) {
    return journal.transact(tx -> add(tx, entry));
  }

  private long add(Tx tx, Entry entry) {
    long parent =
        tx.one("SELECT max(rev) AS rev FROM config_rev", row -> row.maybeInteger("rev"))
            .orElse(OptionalLong.empty())
            .orElse(0);
    long rev = parent + 1;
    tx.update(
        """
        INSERT INTO config_rev (rev, at_ms, actor, parent, keys_json, before_text, after_text,
          before_sha, after_sha, reverts, applied)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        rev,
        time.now().toEpochMilli(),
        entry.actor().value(),
        parent,
        Json.text(keys(entry.keys(), Integer.MAX_VALUE)),
        entry.before().text(),
        entry.after().text(),
        entry.before().hash().hex(),
        entry.after().hash().hex(),
        entry.reverts().isPresent()
            ? Optional.of(entry.reverts().getAsLong())
            : Optional.<Long>empty(),
        entry.applied() ? 1 : 0);
    tx.update("DELETE FROM config_rev WHERE rev <= ?", rev - MAX_KEPT);
    tx.append(Draft.of(entry.kind(), entry.actor()).body(body(rev, entry)));
    return rev;
  }

  private static ObjectNode body(long rev, Entry entry) {
    ObjectNode body = Json.object().put("rev", rev);
    body.set("keys", keys(entry.keys(), MAX_KEYS_IN_EVENT));
    body.put("before_sha", entry.before().hash().hex());
    body.put("after_sha", entry.after().hash().hex());
    entry.reverts().ifPresent(reverted -> body.put("reverts", reverted));
    return body;
  }

  private static ArrayNode keys(List<String> keys, int most) {
    ArrayNode node = Json.mapper().createArrayNode();
    keys.stream()
        .limit(most)
        .map(key -> key.substring(0, Math.min(key.length(), MAX_KEY_CHARS)))
        .forEach(node::add);
    return node;
  }

  /// The file holds what the revision says.
  void applied(long rev) {
    int _ =
        journal.transact(tx -> tx.update("UPDATE config_rev SET applied = 1 WHERE rev = ?", rev));
  }

  /// The file could not be written: the revision never held.
  void failed(long rev, Actor actor) {
    boolean _ =
        journal.transact(tx -> {
          tx.update("DELETE FROM config_rev WHERE rev = ?", rev);
          tx.append(
              Draft.of(EventKind.CONFIG_REVERTED, actor)
                  .with("rev", rev)
                  .with("reason", "not_written"));
          return true;
        });
  }

  private static Stored stored(Row row) {
    List<String> keys =
        Json.parse(row.text("keys_json")).valueStream().map(node -> node.asString()).toList();
    var revision =
        new Revision(
            row.integer("rev"),
            Instant.ofEpochMilli(row.integer("at_ms")),
            new Actor(row.text("actor")),
            row.integer("parent"),
            keys,
            new Sha256(row.text("before_sha")),
            new Sha256(row.text("after_sha")),
            row.maybeInteger("reverts"));
    return new Stored(
        revision, row.text("before_text"), row.text("after_text"), row.integer("applied") == 1);
  }
}
