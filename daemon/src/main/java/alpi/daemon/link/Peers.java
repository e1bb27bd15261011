package alpi.daemon.link;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.blob.Shares;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The peers of a profile as their owner sees and changes them. Each change is on record with who
/// made it, and holds from the next request on.
public final class Peers {
  private final Journal journal;
  private final IdentityFiles identity;
  private final PeerFile file;
  private final Knocks knocks;
  private final Shares shares;
  private final Consumer<PeerBook> changed;

  /// @param shares what peers may fetch; nothing of it outlives a pin
  /// @param changed is told every book that comes into force
  Peers(
      Journal journal,
      IdentityFiles identity,
      PeerFile file,
      Knocks knocks,
      Shares shares,
      Consumer<PeerBook> changed) {
    this.journal = journal;
    this.identity = identity;
    this.file = file;
    this.knocks = knocks;
    this.shares = shares;
    this.changed = changed;
  }

  /// The profile's own key, made now if there is none.
  public PeerKey own(Actor actor) {
    return identity.own(actor).key();
  }

  /// The profile's own key, if it has one.
  public Optional<PeerKey> own() {
    return identity.find().map(Identity::key);
  }

  public List<Peer> list() {
    return file.now().book().peers();
  }

  /// Why the peer file cannot be read, and what in it does not count.
  public List<String> complaints() {
    PeerFile.Snapshot now = file.now();
    return now.problem().map(problem -> List.of(problem.sentence())).orElse(now.skipped());
  }

  /// @throws Problem `not_found`
  public Peer named(String id) {
    PeerBook book = file.now().book();
    return book.byId(id)
        .or(() -> book.byId(id.toLowerCase(Locale.ROOT)))
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "There is no peer " + id + ".",
                "`alpi peers list` shows those that are pinned."));
  }

  /// The peer who holds a key.
  Optional<Peer> holding(PeerKey key) {
    return file.now().book().byKey(key);
  }

  /// Pins a key.
  ///
  /// @throws Problem `conflict` when id or key are taken, or the key is the profile's own
  public Peer add(PeerKey key, NewPeer wanted, Actor actor) {
    var _ = identity.own(actor);
    String id = NewPeer.id(wanted.id());
    var peer =
        new Peer(
            id,
            key,
            alias(wanted.alias().orElse("")),
            NewPeer.address(wanted.address()),
            wanted.allow().map(NewPeer::methods).orElse(Peer.DEFAULT_ALLOW),
            perMinute(wanted.perMinute().orElse(Peer.DEFAULT_PER_MINUTE)));
    Draft fact =
        Draft.of(EventKind.PEER_PINNED, actor)
            .with("peer", id)
            .with("key", key.text())
            .with("allow", String.join(" ", peer.allow()));
    boolean knocked = knocks.all().of(key).isPresent();
    change(
        fact,
        book -> {
          PeerBook after = book.add(peer);
          // Where the pin before this one ended in the file alone, its shares still stand.
          shares.revoke(key, actor);
          return after;
        });
    if (knocked) {
      var _ = knocks.forget(key);
    }
    return peer;
  }

  /// Unpins a key: whoever holds it is a stranger from now on.
  public Peer remove(String id, Actor actor) {
    Peer peer = named(id);
    change(fact(EventKind.PEER_REMOVED, peer, actor), book -> book.remove(peer.id()));
    shares.revoke(peer.key(), actor);
    return peer;
  }

  public Peer rename(String id, String to, Actor actor) {
    Peer peer = named(id);
    String fresh = NewPeer.id(to);
    change(
        fact(EventKind.PEER_CHANGED, peer, actor).with("name", fresh),
        book -> book.rename(peer.id(), fresh));
    return named(fresh);
  }

  /// Changes what a peer may call, and what is known of it; what is absent stays.
  ///
  /// @param address an empty text for a profile of this daemon
  public Peer change(
      String id,
      Optional<List<String>> allow,
      Optional<String> address,
      Optional<String> alias,
      Optional<Integer> perMinute,
      Actor actor) {
    Peer peer = named(id);
    Draft fact = fact(EventKind.PEER_CHANGED, peer, actor);
    if (allow.isPresent()) {
      fact = fact.with("allow", String.join(" ", NewPeer.methods(allow.get())));
    }
    if (address.isPresent()) {
      fact = fact.with("address", address.get());
    }
    if (perMinute.isPresent()) {
      fact = fact.with("per_minute", perMinute(perMinute.get()));
    }
    change(fact, book -> changed(book, peer.id(), allow, address, alias, perMinute));
    return named(peer.id());
  }

  private static PeerBook changed(
      PeerBook book,
      String id,
      Optional<List<String>> allow,
      Optional<String> address,
      Optional<String> alias,
      Optional<Integer> perMinute) {
    PeerBook after = book;
    if (allow.isPresent()) {
      after = after.allow(id, NewPeer.methods(allow.get()));
    }
    if (address.isPresent()) {
      after = after.address(id, NewPeer.address(address));
    }
    if (alias.isPresent()) {
      after = after.alias(id, alias(alias.get()));
    }
    return perMinute.isPresent() ? after.perMinute(id, perMinute.get()) : after;
  }

  /// The strangers who knocked, newest first.
  public PendingPeers pending() {
    return knocks.all();
  }

  /// Forgets a stranger; there is no list of the unwanted.
  ///
  /// @throws Problem `not_found`
  public void discard(PeerKey key, Actor actor) {
    if (knocks.all().of(key).isEmpty()) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "Nobody with that key has knocked.",
          "`alpi peers pending` shows who did.");
    }
    journal.append(Draft.of(EventKind.PEER_DISCARDED, actor).with("key", key.text()));
    var _ = knocks.forget(key);
  }

  /// Who acts, as events name it.
  static Actor actor(Peer peer) {
    boolean plain = peer.id().chars().allMatch(c -> c > ' ' && c < 0x7f);
    return Actor.peer(plain ? peer.id() : peer.key().brief());
  }

  private static Draft fact(EventKind kind, Peer peer, Actor actor) {
    return Draft.of(kind, actor).with("peer", peer.id()).with("key", peer.key().text());
  }

  /// The record first, then the file. A change that the book refuses leaves neither.
  private void change(Draft fact, UnaryOperator<PeerBook> change) {
    PeerBook after =
        file.change(book -> {
          PeerBook fresh = change.apply(book);
          journal.append(fact);
          return fresh;
        });
    changed.accept(after);
  }

  private static String alias(String text) {
    if (text.length() > Peer.MAX_ALIAS || text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "An alias is one line of at most " + Peer.MAX_ALIAS + " characters.");
    }
    return text;
  }

  private static int perMinute(int calls) {
    if (calls < 1 || calls > Peer.MAX_PER_MINUTE) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A peer may make 1 to " + Peer.MAX_PER_MINUTE + " calls a minute.");
    }
    return calls;
  }
}
