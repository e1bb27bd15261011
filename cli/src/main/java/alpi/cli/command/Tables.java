package alpi.cli.command;

import java.util.List;

/// A table that commands print: of which verb's rows, and which of their members. Every member
/// stands in the reference of the host plane; a test compares them.
///
/// @param verb whose result holds the rows
/// @param member of the result that holds them
/// @param empty what is said when there are none
/// @param columns the members of a row that are shown, in this order
record Tables(String verb, String member, String empty, List<String> columns) {
  static final Tables SESSIONS =
      of(
          "host.session.list",
          "sessions",
          "No sessions yet.",
          "id",
          "updated",
          "turns",
          "model",
          "title");

  static final Tables HITS =
      of("host.session.search", "hits", "Nothing found.", "session", "at", "role", "snippet");

  static final Tables INDEXES =
      of(
          "host.index.status",
          "indexes",
          "No index.",
          "scope",
          "documents",
          "pieces",
          "behind",
          "unread",
          "bytes",
          "meanings",
          "unmeant",
          "notice");

  static final Tables MEMORIES =
      of(
          "host.memory.list",
          "memories",
          "Nothing is remembered.",
          "id",
          "lane",
          "reinforced",
          "pinned",
          "sources",
          "expires",
          "text");

  static final Tables FOUND_MEMORIES =
      of(
          "host.memory.search",
          "memories",
          "Nothing found.",
          "id",
          "lane",
          "reinforced",
          "sources",
          "text");

  static final Tables INCLUDED =
      of("host.context.show", "included", "Nothing.", "slot", "tokens", "pointer");

  static final Tables OMITTED =
      of("host.context.show", "omitted", "Nothing.", "reason", "tokens", "pointer");

  static final Tables CONTEXT_SLOTS =
      of("host.context.explain", "slots", "Nothing.", "slot", "used", "limit");

  static final Tables REQUESTS =
      of(
          "host.context.explain",
          "requests",
          "No request is on record.",
          "step",
          "tokens",
          "omitted",
          "coverage",
          "risk",
          "prefix");

  static final Tables RUNS =
      of(
          "host.run.list",
          "runs",
          "No runs yet.",
          "run",
          "state",
          "by",
          "started",
          "millis",
          "steps",
          "tools",
          "denied",
          "filesChanged",
          "usd");

  static final Tables EFFECTS =
      of(
          "host.run.effects",
          "effects",
          "No tool was called.",
          "seq",
          "tool",
          "decision",
          "rule",
          "outcome",
          "millis",
          "hosts",
          "grants",
          "reason");

  static final Tables RUN_HOSTS =
      of(
          "host.run.show",
          "hosts",
          "No connections.",
          "host",
          "port",
          "connections",
          "open",
          "denied",
          "bytesOut",
          "bytesIn");

  static final Tables COMPARED =
      of(
          "host.run.compare",
          "changes",
          "Both runs began with the same settings.",
          "key",
          "before",
          "after");

  static final Tables JOBS =
      of("host.job.list", "jobs", "No jobs.", "id", "kind", "state", "created", "code");

  static final Tables SCHEDULES =
      of(
          "host.schedule.list",
          "schedules",
          "Nothing is scheduled.",
          "name",
          "state",
          "kind",
          "spec",
          "zone",
          "next",
          "id");

  static final Tables SLOTS =
      of(
          "host.schedule.show",
          "slots",
          "Nothing was due yet.",
          "at",
          "state",
          "cause",
          "count",
          "run",
          "reason");

  static final Tables OUTPUTS =
      of(
          "host.output.list",
          "outputs",
          "No outputs.",
          "id",
          "at",
          "kind",
          "state",
          "title",
          "message",
          "read");

  static final Tables GRANTS =
      of(
          "host.grant.list",
          "grants",
          "Nothing is granted.",
          "id",
          "capability",
          "scope",
          "session",
          "job",
          "state",
          "expires",
          "usesLeft",
          "bytesLeft",
          "usdLeft",
          "summary");

  static final Tables EGRESS =
      of(
          "host.egress.ledger",
          "rows",
          "No connections.",
          "at",
          "decision",
          "host",
          "port",
          "protocol",
          "by",
          "job",
          "bytesOut",
          "bytesIn",
          "millis",
          "reason");

  static final Tables TESTIMONIES =
      of("host.audit.held", "held", "None.", "peer", "number", "seq", "at", "since", "hash");

  static final Tables CALLS =
      of(
          "host.audit.log",
          "calls",
          "Nobody has changed anything yet.",
          "at",
          "actor",
          "role",
          "verb",
          "target",
          "decision",
          "reason");

  static final Tables SECRETS =
      of("host.secret.list", "secrets", "No secrets.", "name", "keep", "hosts", "readable");

  static final Tables BLOBS =
      of("host.blob.list", "blobs", "No blobs.", "hash", "bytes", "stored", "mediaType", "owners");

  static final Tables SHARES =
      of("host.blob.shares", "shares", "Nothing is shared.", "hash", "peer", "until", "left");

  static final Tables TRANSFERS =
      of(
          "host.blob.transfers",
          "transfers",
          "No transfers yet.",
          "job",
          "direction",
          "peer",
          "what",
          "state",
          "bytes",
          "at",
          "error",
          "created");

  static final Tables PEERS =
      of(
          "host.peer.list",
          "peers",
          "No peers yet.",
          "id",
          "alias",
          "key",
          "address",
          "allow",
          "perMinute");

  static final Tables DEVICES =
      of(
          "host.device.list",
          "devices",
          "No devices are paired.",
          "id",
          "name",
          "role",
          "profiles",
          "created",
          "seen",
          "revoked");

  static final Tables PENDING =
      of(
          "host.peer.pending",
          "pending",
          "Nobody has knocked.",
          "key",
          "firstSeen",
          "lastSeen",
          "address");

  static final Tables GUESTS =
      of("host.link.guests", "guests", "Nobody has knocked.", "code", "key", "at", "from");

  static final Tables MOVING =
      of(
          "host.link.list",
          "transfers",
          "No transfers.",
          "profile",
          "direction",
          "peer",
          "what",
          "state",
          "at",
          "bytes");

  static final Tables LINKS =
      of(
          "host.link.list",
          "links",
          "No links are open.",
          "profile",
          "direction",
          "peer",
          "address",
          "lane",
          "since",
          "calls",
          "sent",
          "received");

  static final Tables USAGE =
      of(
          "host.usage.daily",
          "days",
          "Nothing used yet.",
          "day",
          "calls",
          "input",
          "output",
          "cached",
          "usd");

  static final Tables PROFILES =
      of("host.profile.list", "profiles", "None.", "name", "state", "model", "path", "problem");

  static final Tables SERVED =
      of(
          "host.daemon.status",
          "profiles",
          "No profiles.",
          "name",
          "state",
          "sessions",
          "unread",
          "model");

  static final Tables CHANGES =
      of("host.config.diff", "changes", "Everything is at its default.", "key", "default", "value");

  static final Tables REVISIONS =
      of("host.config.history", "revisions", "No changes yet.", "rev", "at", "actor", "keys");

  static final Tables KINDS =
      of("host.events.kinds", "kinds", "There are no kinds of events.", "kind", "when");

  Tables {
    columns = List.copyOf(columns);
  }

  private static Tables of(String verb, String member, String empty, String... columns) {
    return new Tables(verb, member, empty, List.of(columns));
  }
}
