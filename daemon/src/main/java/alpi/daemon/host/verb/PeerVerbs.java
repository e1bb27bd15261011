package alpi.daemon.host.verb;

import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerAddress;
import alpi.alp.peer.Pending;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.link.NewPeer;
import alpi.daemon.link.PeerAnswer;
import alpi.daemon.link.PeerQuestions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Peers: whose keys are pinned, who knocked, and asking them.
public final class PeerVerbs {
  private static final String ONE = "{\"peer\":\"ana\"}";
  private static final String KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";

  /// Fewest characters of a key that stand for the whole of it.
  private static final int MIN_PREFIX = 6;

  private final Rooms rooms;

  public PeerVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return Stream.of(book(), strangers(), calls()).<HostVerb<?, ?>>flatMap(List::stream).toList();
  }

  private List<HostVerb<?, ?>> book() {
    return List.of(
        HostVerb.named(
                "host.peer.key", "Tells the profile's own key; makes one if there is none.", "{}")
            .mutating()
            .fails(ErrorCode.CORRUPT)
            .serve(ProfileOnly.class, OwnKey.class, this::key),
        HostVerb.named("host.peer.list", "Lists the peers whose keys are pinned.", "{}")
            .serve(ProfileOnly.class, Listed.class, this::list),
        HostVerb.named("host.peer.show", "Tells all about a peer.", ONE)
            .fails(ErrorCode.NOT_FOUND)
            .serve(OnePeer.class, Shown.class, this::show),
        HostVerb.named(
                "host.peer.add",
                "Pins a key: whoever holds it may call this profile.",
                "{\"peer\":\"ana\",\"key\":\"" + KEY + "\"}")
            .mutating()
            .fails(ErrorCode.CONFLICT, ErrorCode.TOO_LARGE, ErrorCode.CONFIG_BROKEN)
            .serve(Add.class, Shown.class, this::add),
        HostVerb.named(
                "host.peer.allow",
                "Changes what a peer may call, and where and how often; what is absent stays.",
                "{\"peer\":\"ana\",\"allow\":[\"link.ping\",\"link.ask\",\"link.cancel\"]}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFIG_BROKEN)
            .serve(Allow.class, Shown.class, this::allow),
        HostVerb.named(
                "host.peer.rename",
                "Gives a peer another name; its key stays.",
                "{\"peer\":\"ana\",\"name\":\"ana-laptop\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.CONFIG_BROKEN)
            .serve(Rename.class, Shown.class, this::rename),
        HostVerb.named(
                "host.peer.remove", "Unpins a key: whoever holds it is a stranger again.", ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFIG_BROKEN)
            .serve(OnePeer.class, Nothing.class, this::remove));
  }

  private List<HostVerb<?, ?>> strangers() {
    return List.of(
        HostVerb.named("host.peer.pending", "Lists strangers who knocked, newest first.", "{}")
            .serve(ProfileOnly.class, Knocked.class, this::pending),
        HostVerb.named(
                "host.peer.accept",
                "Pins the key of a stranger who knocked.",
                "{\"peer\":\"ben\",\"key\":\"" + KEY + "\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.CONFIG_BROKEN)
            .serve(Add.class, Shown.class, this::accept),
        HostVerb.named(
                "host.peer.discard",
                "Forgets a stranger who knocked; the next knock is shown again.",
                "{\"key\":\"" + KEY + "\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneKey.class, Nothing.class, this::discard));
  }

  private List<HostVerb<?, ?>> calls() {
    return List.of(
        HostVerb.named("host.peer.ping", "Asks whether a peer is there.", ONE)
            .mutating()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.PEER_UNREACHABLE,
                ErrorCode.PEER_REFUSED,
                ErrorCode.EGRESS_DENIED)
            .serve(OnePeer.class, Pong.class, this::ping),
        HostVerb.named(
                "host.peer.ask",
                "Puts a question to a peer and streams its answer.",
                "{\"peer\":\"ana\",\"text\":\"What is the state of the release?\"}")
            .mutating()
            .streaming()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.PEER_UNREACHABLE,
                ErrorCode.PEER_REFUSED,
                ErrorCode.EGRESS_DENIED,
                ErrorCode.BUSY,
                ErrorCode.DEADLINE)
            .serve(AskPeer.class, Answered.class, this::ask));
  }

  private LinkRoom link(Optional<String> profile) {
    return rooms.of(profile).link();
  }

  private OwnKey key(ProfileOnly params, Call call) {
    LinkRoom link = link(params.profile());
    return new OwnKey(link.peers().own(call.actor()).text(), link.listensAt().map(LinkVerbs::text));
  }

  private Listed list(ProfileOnly params, Call call) {
    LinkRoom link = link(params.profile());
    return new Listed(
        link.peers().list().stream().map(PeerView::of).toList(), link.peers().complaints());
  }

  private Shown show(OnePeer params, Call call) {
    LinkRoom link = link(params.profile());
    return shown(link, link.peers().named(params.peer()));
  }

  private static Shown shown(LinkRoom link, Peer peer) {
    return new Shown(PeerView.of(peer), link.talks().find(peer.key()).map(Object::toString));
  }

  private Shown add(Add params, Call call) {
    LinkRoom link = link(params.profile());
    Peer peer = link.peers().add(whole(params.key()), params.wanted(), call.actor());
    link.talks().begin(peer);
    return shown(link, peer);
  }

  private static PeerKey whole(String text) {
    try {
      return new PeerKey(text);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "That is no key of a peer.",
              "It is what `alpi peers key` prints on the other side: "
                  + PeerKey.CHARS
                  + " characters.")
          .because(e);
    }
  }

  private Shown accept(Add params, Call call) {
    LinkRoom link = link(params.profile());
    Peer peer = link.peers().add(knocked(link, params.key()), params.wanted(), call.actor());
    link.talks().begin(peer);
    return shown(link, peer);
  }

  /// The one key among those who knocked that begins so.
  private static PeerKey knocked(LinkRoom link, String typed) {
    List<PeerKey> found =
        link.peers().pending().entries().stream()
            .map(Pending::key)
            .filter(key -> key.text().startsWith(typed))
            .toList();
    if (typed.length() < MIN_PREFIX || found.size() != 1) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          found.size() > 1
              ? "Several strangers have a key that begins so."
              : "Nobody with that key has knocked.",
          "`alpi peers pending` shows who did; write at least " + MIN_PREFIX + " characters.");
    }
    return found.getFirst();
  }

  private Nothing discard(OneKey params, Call call) {
    LinkRoom link = link(params.profile());
    link.peers().discard(knocked(link, params.key()), call.actor());
    return Nothing.NOTHING;
  }

  private Shown allow(Allow params, Call call) {
    LinkRoom link = link(params.profile());
    boolean named = !params.allow().isEmpty();
    boolean nothing = params.nothing().orElse(false);
    if (named && nothing) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "Only one of `allow` and `nothing` can be given.");
    }
    Peer peer =
        link.peers()
            .change(
                params.peer(),
                named || nothing ? Optional.of(params.allow()) : Optional.empty(),
                params.address(),
                params.alias(),
                params.perMinute().isPresent()
                    ? Optional.of(params.perMinute().getAsInt())
                    : Optional.empty(),
                call.actor());
    return shown(link, peer);
  }

  private Shown rename(Rename params, Call call) {
    LinkRoom link = link(params.profile());
    return shown(link, link.peers().rename(params.peer(), params.name(), call.actor()));
  }

  private Nothing remove(OnePeer params, Call call) {
    LinkRoom link = link(params.profile());
    Peer gone = link.peers().remove(params.peer(), call.actor());
    link.talks().forget(gone);
    return Nothing.NOTHING;
  }

  private Pong ping(OnePeer params, Call call) throws InterruptedException {
    LinkRoom link = link(params.profile());
    Peer peer = link.peers().named(params.peer());
    PeerQuestions.Pong pong = link.questions().ping(peer, call.actor());
    return new Pong(peer.id(), pong.agent(), pong.version(), pong.took().toMillis());
  }

  private Answered ask(AskPeer params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    LinkRoom link = profile.link();
    Peer peer = link.peers().named(params.peer());
    PeerAnswer answer =
        link.questions().ask(peer, params.text(), call.actor(), Optional.empty(), new Relay(call));
    return new Answered(
        peer.id(),
        answer.text(),
        answer.tokensIn(),
        answer.tokensOut(),
        answer.usd(),
        answer.turn(),
        answer.interrupted());
  }

  /// Passes an answer on as it comes.
  private static final class Relay implements PeerQuestions.Listener {
    private final Call call;
    private long seq;

    Relay(Call call) {
      this.call = call;
    }

    @Override
    public void began(String turn) {
      send(Json.object().put("kind", "began").put("turn", turn));
    }

    @Override
    public void said(String text) {
      send(Json.object().put("kind", "text").put("text", text));
    }

    @Override
    public void alive() {
      send(Json.object().put("kind", "alive"));
    }

    private void send(ObjectNode event) {
      call.stream().send(++seq, event);
    }
  }

  private Knocked pending(ProfileOnly params, Call call) {
    return new Knocked(
        link(params.profile()).peers().pending().entries().stream()
            .map(row -> new Row(row.key().text(), row.firstSeen(), row.lastSeen(), row.address()))
            .toList());
  }

  /// @param listening where the profile listens
  record OwnKey(String key, Optional<String> listening) {}

  record OnePeer(Optional<String> profile, String peer) {}

  record OneKey(Optional<String> profile, String key) {}

  /// @param peer the name that it is known by here
  /// @param key what it shows as its own; of a stranger who knocked its beginning is enough
  /// @param address host:port; absent for a profile of this daemon
  /// @param allow methods it may call; `link.ping` and `link.ask` when absent
  /// @param perMinute calls a minute, 60 when absent
  record Add(
      Optional<String> profile,
      String peer,
      String key,
      Optional<String> address,
      Optional<String> alias,
      List<String> allow,
      OptionalInt perMinute) {
    NewPeer wanted() {
      return new NewPeer(
          peer, alias, address, allow.isEmpty() ? Optional.empty() : Optional.of(allow), perMinute);
    }
  }

  /// @param allow all that it may call from now on
  /// @param nothing that it may call nothing
  /// @param address host:port; an empty text for a profile of this daemon
  record Allow(
      Optional<String> profile,
      String peer,
      List<String> allow,
      Optional<Boolean> nothing,
      Optional<String> address,
      Optional<String> alias,
      OptionalInt perMinute) {}

  record Rename(Optional<String> profile, String peer, String name) {}

  record AskPeer(Optional<String> profile, String peer, String text) {
    /// Keeps the owner's words out of every log.
    @Override
    public String toString() {
      return "AskPeer[peer=" + peer + "]";
    }
  }

  /// @param complaints what in the file of peers does not count, and why
  record Listed(List<PeerView> peers, List<String> complaints) {}

  /// @param conversation what it asked, and where things can be permitted to it
  record Shown(PeerView peer, Optional<String> conversation) {}

  /// @param agent the name that it gives itself
  record Pong(String peer, String agent, long version, long millis) {}

  /// @param text a stranger's words
  /// @param turn how the peer calls its turn
  record Answered(
      String peer,
      String text,
      long tokensIn,
      long tokensOut,
      BigDecimal usd,
      String turn,
      boolean interrupted) {}

  record Knocked(List<Row> pending) {}

  record Row(String key, Instant firstSeen, Instant lastSeen, Optional<String> address) {}

  /// @param address absent for a profile of this daemon
  record PeerView(
      String id,
      String key,
      Optional<String> alias,
      Optional<String> address,
      List<String> allow,
      int perMinute) {
    static PeerView of(Peer peer) {
      return new PeerView(
          peer.id(),
          peer.key().text(),
          Optional.of(peer.alias()).filter(alias -> !alias.isEmpty()),
          peer.address().map(PeerAddress::toString),
          List.copyOf(peer.allow()),
          peer.perMinute());
    }
  }
}
