package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.daemon.audit.Account;
import alpi.daemon.audit.AuditKey;
import alpi.daemon.audit.Checkpoint;
import alpi.daemon.base.Actor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Peers as witnesses of each other's records. Both sides of a `link.ping` can carry the field
/// [#FIELD]: where the record of its sender ends, and what the sender keeps of the other side. Each
/// keeps what it is shown, and compares what the other kept of it with what it has: an older copy
/// of a home, or one with another past, is found out by whoever met the first.
final class Witnesses {
  /// How often one peer is shown something unasked, and how often what it shows is looked at.
  static final Duration EVERY = Duration.ofMinutes(10);

  static final String FIELD = "record";

  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);
  private static final String SHOWN = "shown";
  private static final String HELD = "held";
  private static final String ALL = "all";

  private final LinkParts parts;
  private final IdentityFiles identity;
  private final Testimonies testimonies;

  /// Guards the fields below, which know nobody who is not pinned.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<PeerKey, Long> offered = new HashMap<>();
  private final Map<PeerKey, Long> looked = new HashMap<>();
  private final Set<PeerKey> unable = new HashSet<>();

  Witnesses(LinkParts parts, IdentityFiles identity) {
    this.parts = parts;
    this.identity = identity;
    this.testimonies = new Testimonies(parts.journal(), parts.time());
  }

  Testimonies testimonies() {
    return testimonies;
  }

  /// Whether the owner wants it.
  boolean wanted() {
    return parts.settings().current().config().link().witness();
  }

  /// What goes to a peer.
  ///
  /// @param all that is kept of it, not the newest alone
  /// @param ask for all that it keeps of us
  ObjectNode message(Peer peer, boolean all, boolean ask) {
    ObjectNode message = Json.object();
    Identity own = identity.own(Actor.SYSTEM);
    parts
        .notary()
        .latest()
        .ifPresent(newest -> message.set(SHOWN, Testimony.of(newest, own).json()));
    ArrayNode held = message.putArray(HELD);
    List<Testimonies.Held> kept = testimonies.of(peer.key());
    kept.stream()
        .skip(all ? 0 : Math.max(0, kept.size() - 1))
        .forEach(it -> held.add(it.testimony().json()));
    return ask ? message.put(ALL, true) : message;
  }

  /// What a peer that sent `message` is answered.
  ObjectNode answer(Peer peer, JsonNode message) {
    if (turn(looked, peer.key())) {
      look(peer, message);
    }
    return message(peer, message.path(ALL).asBoolean(false), false);
  }

  /// Shows a peer, with whom we just spoke, where our record ends; not if it was shown lately, or
  /// does not know of this.
  void meet(Peer peer, PeerQuestions questions) {
    if (wanted() && !isUnable(peer.key()) && turn(offered, peer.key())) {
      Thread.ofVirtual().name("link-witness").start(() -> show(peer, questions));
    }
  }

  private void show(Peer peer, PeerQuestions questions) {
    try {
      Optional<JsonNode> answer =
          questions.witness(peer, message(peer, false, false), Actor.SYSTEM);
      if (answer.isPresent()) {
        look(peer, answer.get());
      } else {
        unable(peer.key());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Nobody waits for it, and the next time does as well.
      LOG.debug("event=not_witnessed peer={}", peer.id(), e);
    }
  }

  /// Keeps what a peer shows, and compares what it keeps of us. All of it is a stranger's word
  /// until its signature holds.
  private void look(Peer peer, JsonNode message) {
    Testimony.read(message.path(SHOWN))
        .filter(it -> it.isOf(peer.key()))
        .ifPresent(it -> keep(peer, it));
    own(message.path(HELD)).stream()
        .filter(it -> !stands(it))
        .findFirst()
        .ifPresent(it -> contradicted(peer, "ours", it));
  }

  private void keep(Peer peer, Testimony shown) {
    switch (testimonies.take(peer.key(), shown)) {
      case KEPT ->
          parts
              .journal()
              .later(
                  Draft.of(EventKind.LINK_WITNESSED, Peers.actor(peer))
                      .with("peer", peer.id())
                      .with("number", shown.checkpoint().number())
                      .with("upto", shown.checkpoint().seq()));
      case KNOWN -> {
        // Nothing is new.
      }
      case CONTRADICTS -> contradicted(peer, "theirs", shown.checkpoint());
    }
  }

  /// @param whose record is not what was shown before
  private void contradicted(Peer peer, String whose, Checkpoint checkpoint) {
    LOG.warn("event=record_contradicted peer={} whose={}", peer.id(), whose);
    parts
        .journal()
        .append(
            Draft.of(EventKind.LINK_CONTRADICTED, Peers.actor(peer))
                .with("peer", peer.id())
                .with("whose", whose)
                .with("number", checkpoint.number())
                .with("upto", checkpoint.seq())
                .with("reason", "the record is not the one that was shown before"));
  }

  /// Those of ours among what a peer says it keeps.
  private List<Checkpoint> own(JsonNode held) {
    PeerKey key = identity.own(Actor.SYSTEM).key();
    List<Checkpoint> own = new ArrayList<>();
    for (int i = 0; i < Math.min(held.size(), Testimonies.MOST); i++) {
      Testimony.read(held.path(i))
          .filter(it -> it.isOf(key))
          .map(Testimony::checkpoint)
          .ifPresent(own::add);
    }
    return own;
  }

  /// Whether the journal still says what a checkpoint of ours says.
  private boolean stands(Checkpoint checkpoint) {
    Optional<Sha256> now = parts.journal().find(checkpoint.seq()).map(Event::hash);
    boolean signer = AuditKey.known(parts.home()).filter(checkpoint.key()::equals).isPresent();
    return signer && now.filter(checkpoint.hash()::equals).isPresent();
  }

  /// What a peer says when it is asked for all that it keeps of us.
  Account account(Peer peer, PeerQuestions questions, Actor actor) throws InterruptedException {
    Optional<JsonNode> answer = questions.witness(peer, message(peer, false, true), actor);
    if (answer.isEmpty()) {
      return new Account.Silent(peer.id(), "keeps no records of others");
    }
    JsonNode held = answer.get().path(HELD);
    List<Checkpoint> own = own(held);
    return own.size() < Math.min(held.size(), Testimonies.MOST)
        ? new Account.Unproven(peer.id())
        : new Account.Holds(peer.id(), own);
  }

  private boolean isUnable(PeerKey peer) {
    lock.lock();
    try {
      return unable.contains(peer);
    } finally {
      lock.unlock();
    }
  }

  private void unable(PeerKey peer) {
    lock.lock();
    try {
      unable.add(peer);
    } finally {
      lock.unlock();
    }
  }

  /// Whether something is due again with a peer; if so, it is done now.
  private boolean turn(Map<PeerKey, Long> last, PeerKey peer) {
    long now = parts.time().nanos();
    lock.lock();
    try {
      boolean due = !last.containsKey(peer) || now - last.get(peer) >= EVERY.toNanos();
      if (due) {
        last.put(peer, now);
      }
      return due;
    } finally {
      lock.unlock();
    }
  }

  /// Forgets whoever is pinned no more.
  void keepOnly(Predicate<PeerKey> pinned) {
    lock.lock();
    try {
      offered.keySet().removeIf(pinned.negate());
      looked.keySet().removeIf(pinned.negate());
      unable.removeIf(pinned.negate());
    } finally {
      lock.unlock();
    }
    testimonies.keepOnly(pinned);
  }
}
