package alpi.daemon.journal.kind;

import static alpi.daemon.journal.kind.Field.hash;
import static alpi.daemon.journal.kind.Field.moment;
import static alpi.daemon.journal.kind.Field.text;
import static alpi.daemon.journal.kind.Field.truth;
import static alpi.daemon.journal.kind.Field.whole;

import alpi.daemon.journal.EventKind;
import java.util.List;
import java.util.stream.Stream;

/// Peers, what passes over links, and stored content.
final class LinkShapes {
  private static final Field PEER = text("peer", "what the owner calls the peer");
  private static final Field KEY = text("key", "key of the peer");
  private static final Field SHA = hash("sha", "hash of the blob");
  private static final Field AT = text("at", "address");
  private static final Field METHOD = text("method", "what was asked for");
  private static final Field FROM = text("from", "address of the other side");
  private static final List<Field> DECISION =
      List.of(text("decision", "`allow` or `deny`"), text("reason", "why"));
  private static final List<Field> CHANGES =
      List.of(
          text("name", "its new name").sometimes(),
          text("allow", "what it may ask from now on").sometimes(),
          text("address", "where it is; empty for a profile of this daemon").sometimes(),
          whole("per_minute", "how often it may ask").sometimes());
  private static final List<Field> MOVED =
      List.of(
          PEER.sometimes(),
          KEY.sometimes(),
          truth("ours", "whether this side began it"),
          text("state", "`done` or `failed`"),
          SHA.sometimes(),
          hash("batch", "digest of a batch of small blobs").sometimes(),
          whole("count", "blobs in it").sometimes(),
          whole("bytes", "all of them together").sometimes(),
          whole("moved", "bytes that had to travel").sometimes(),
          text("code", "the error code").sometimes());

  private LinkShapes() {}

  static List<Shape> all() {
    return Stream.of(peers(), links(), blobs()).flatMap(List::stream).toList();
  }

  private static List<Shape> peers() {
    return List.of(
        Shape.of(
            EventKind.IDENTITY_MADE,
            "A profile has a key pair of its own.",
            text("key", "the public key")),
        Shape.of(
            EventKind.PEER_PINNED,
            "The owner trusts a key.",
            PEER,
            KEY,
            text("allow", "what it may ask")),
        Shape.of(EventKind.PEER_CHANGED, "What is known of a peer changed.", PEER, KEY)
            .and(CHANGES),
        Shape.of(EventKind.PEER_REMOVED, "A peer is a stranger again.", PEER, KEY),
        Shape.of(EventKind.PEER_DISCARDED, "A stranger who knocked was forgotten.", KEY));
  }

  private static List<Shape> links() {
    Field unrecorded = whole("unrecorded", "refusals before it that were not recorded").sometimes();
    return List.of(
        Shape.of(EventKind.LINK_LISTENING, "Peers can connect.", AT),
        Shape.of(EventKind.LINK_SHUT, "Peers can no longer connect.", AT),
        Shape.of(
            EventKind.LINK_INVITED,
            "The owner made an invitation.",
            AT,
            whole("seconds", "how long it holds")),
        Shape.of(EventKind.LINK_SERVED, "A request of a peer was let through.", METHOD, FROM)
            .and(DECISION),
        Shape.of(
                EventKind.LINK_REFUSED,
                "A request of a peer was refused.",
                METHOD,
                FROM.sometimes(),
                unrecorded)
            .and(DECISION),
        Shape.of(
                EventKind.LINK_DROPPED,
                "A connection was cut for what came over it.",
                FROM.sometimes(),
                KEY.sometimes(),
                text("detail", "what exactly").sometimes(),
                unrecorded)
            .and(DECISION),
        Shape.of(
            EventKind.LINK_CALLED,
            "This profile asked a peer.",
            PEER,
            METHOD,
            text("state", "`done`, or the error code")),
        Shape.of(
            EventKind.LINK_WITNESSED,
            "A peer showed where its record ends; that is kept for it.",
            PEER,
            whole("number", "of the checkpoint"),
            whole("upto", "the last event that it covers")),
        Shape.of(
            EventKind.LINK_CONTRADICTED,
            "What a peer showed or keeps of a record is not what was shown before.",
            PEER,
            text("whose", "whose record: `ours` or `theirs`"),
            whole("number", "of the checkpoint"),
            whole("upto", "the last event that it covers"),
            text("reason", "why")));
  }

  private static List<Shape> blobs() {
    Field bytes = whole("bytes", "its size");
    return List.of(
        Shape.of(
            EventKind.BLOB_STORED,
            "Content is kept.",
            SHA,
            bytes,
            text("owner", "for whom").sometimes(),
            truth("found", "whether only its record was missing").sometimes(),
            hash("batch", "the batch it came in").sometimes()),
        Shape.of(EventKind.BLOB_SWEPT, "Content that nobody owned is deleted.", SHA, bytes),
        Shape.of(
            EventKind.BLOB_SHARED,
            "A peer may fetch a blob.",
            SHA,
            KEY,
            moment("until", "until when"),
            whole("fetches", "how often; 0 without a bound")),
        Shape.of(
            EventKind.BLOB_UNSHARED,
            "A peer may no longer fetch a blob.",
            SHA,
            KEY,
            text("reason", "why")),
        Shape.of(EventKind.BLOB_RECEIVED, "Blobs came from a peer, or did not.").and(MOVED),
        Shape.of(EventKind.BLOB_SENT, "Blobs went to a peer, or did not.").and(MOVED),
        Shape.of(
                EventKind.BLOB_REFUSED,
                "A transfer of a peer was refused.",
                KEY,
                METHOD,
                SHA.sometimes(),
                text("detail", "what exactly").sometimes())
            .and(DECISION));
  }
}
