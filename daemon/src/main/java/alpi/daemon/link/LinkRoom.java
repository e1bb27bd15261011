package alpi.daemon.link;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.net.LinkDialer;
import alpi.alp.net.NetLimits;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.wire.Moment;
import alpi.daemon.agent.Turns;
import alpi.daemon.audit.Account;
import alpi.daemon.base.Actor;
import alpi.daemon.blob.PeerBlobs;
import alpi.daemon.config.LinkConfig;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.Jobs;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The link of one profile. Nothing of it is loaded before the profile listens, dials, or its peers
/// are looked at.
public final class LinkRoom implements AutoCloseable {
  private final LinkParts parts;
  private final PeerBlobs blobs;
  private final TransferBoard board = new TransferBoard();
  private final IdentityFiles identity;
  private final PeerFile file;
  private final Knocks knocks;
  private final Peers peers;
  private final PeerTalks talks;
  private final Invitations invitations;
  private final PeerRoutes routes;
  private final Witnesses witnesses;

  /// Guards the fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private Optional<Turns> turns = Optional.empty();
  private List<LinkVerb> more = List.of();
  private Optional<PeerCalls> calls = Optional.empty();
  private Optional<PeerQuestions> questions = Optional.empty();
  private Optional<Listening> listening = Optional.empty();
  private Optional<Problem> problem = Optional.empty();
  private String wanted = "";
  private boolean closed;

  /// @param blobs what peers put and get
  public LinkRoom(LinkParts parts, PeerBlobs blobs) {
    this.parts = parts;
    this.blobs = blobs;
    this.identity = new IdentityFiles(parts.home(), parts.journal(), parts.random());
    this.file = new PeerFile(parts.home(), this::ownForReading);
    this.knocks = new Knocks(new PendingFile(parts.home()));
    this.peers = new Peers(parts.journal(), identity, file, knocks, blobs.shares(), this::inForce);
    this.talks = new PeerTalks(parts.journal(), parts.sessions());
    this.invitations = new Invitations(parts.journal(), peers, parts.random(), parts.time());
    this.routes = new PeerRoutes(parts);
    this.witnesses = new Witnesses(parts, identity);
  }

  /// A profile without a key reads its peers as well; until it has one, none of them can be itself.
  private PeerKey ownForReading() {
    return identity
        .find()
        .map(Identity::key)
        .orElseGet(() -> Identity.generate(parts.random()).key());
  }

  /// From now on the profile listens where its settings say.
  ///
  /// @param answering the turns that peers may ask for
  /// @param verbs what else peers may call
  public void start(Turns answering, List<LinkVerb> verbs) {
    lock.lock();
    try {
      turns = Optional.of(answering);
      more = List.copyOf(verbs);
    } finally {
      lock.unlock();
    }
    follow(parts.settings().current().config().link());
  }

  /// Takes up settings that changed; returns at once where nothing has to be done.
  public void follow(LinkConfig config) {
    String now = config.listen() + (config.allowPublic() ? " public" : "");
    lock.lock();
    try {
      if (turns.isEmpty() || closed || now.equals(wanted) || (now.isEmpty() && wanted.isEmpty())) {
        return;
      }
      wanted = now;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("link-listen").start(() -> listenAnew(config));
  }

  private void listenAnew(LinkConfig config) {
    lock.lock();
    try {
      listening.ifPresent(Listening::close);
      listening = Optional.empty();
      problem = Optional.empty();
      if (closed) {
        return;
      }
      Optional<InetSocketAddress> address = ListenAddress.of(config);
      if (address.isPresent()) {
        Listening begun =
            Listening.begin(
                parts,
                identity.own(Actor.SYSTEM),
                file,
                knocks,
                talks,
                turns.orElseThrow(),
                blobs,
                witnesses,
                more);
        listening = Optional.of(begun);
        begun.bind(address.get());
      }
    } catch (Problem e) {
      listening.ifPresent(Listening::close);
      listening = Optional.empty();
      problem = Optional.of(e);
    } finally {
      lock.unlock();
    }
  }

  /// The profile's own key and its peers.
  public Peers peers() {
    return peers;
  }

  /// Whether anybody is pinned; costs a look at a file.
  boolean hasPeers() {
    return Files.exists(parts.home().peers()) && !peers.list().isEmpty();
  }

  /// The conversations with peers.
  public PeerTalks talks() {
    return talks;
  }

  /// Invitations that were given out.
  public Invitations invitations() {
    return invitations;
  }

  /// Where peers are reached.
  public PeerRoutes routes() {
    return routes;
  }

  /// The way to call peers.
  public PeerCalls calls() {
    lock.lock();
    try {
      if (closed) {
        throw Problem.of(ErrorCode.CANCELLED, "The daemon stops.");
      }
      if (calls.isEmpty()) {
        var dialer =
            new LinkDialer(
                identity.own(Actor.SYSTEM), NetLimits.STANDARD, this::moment, parts.random());
        calls = Optional.of(new PeerCalls(parts, routes, dialer));
      }
      return calls.get();
    } finally {
      lock.unlock();
    }
  }

  /// The way to send blobs to peers and to fetch theirs.
  public BlobTransfers transfers() {
    return new BlobTransfers(parts, blobs, routes, calls());
  }

  /// Transfers that agents ask for.
  AgentTransfers agentTransfers() {
    return new AgentTransfers(this, parts.jobs(), parts.time());
  }

  /// How far transfers are.
  public TransferBoard board() {
    return board;
  }

  /// The store as peers meet it.
  public PeerBlobs blobs() {
    return blobs;
  }

  /// The way to put questions to peers.
  public PeerQuestions questions() {
    PeerCalls open = calls();
    lock.lock();
    try {
      if (questions.isEmpty()) {
        questions = Optional.of(new PeerQuestions(parts, open, this::met));
      }
      return questions.get();
    } finally {
      lock.unlock();
    }
  }

  /// After a peer was reached.
  void met(Peer peer) {
    witnesses.meet(peer, questions());
  }

  /// What is kept of the records of peers.
  public Testimonies testimonies() {
    return witnesses.testimonies();
  }

  /// What peers say that they were shown of our record; all are asked at once.
  public List<Account> accounts(Actor actor) throws InterruptedException {
    return witnesses.wanted() && hasPeers()
        ? new Inquiry(witnesses, questions(), actor).of(peers.list())
        : List.of();
  }

  private Moment moment() {
    return new Moment(parts.time().now(), parts.time().nanos());
  }

  /// Where the profile listens now.
  public Optional<InetSocketAddress> listensAt() {
    lock.lock();
    try {
      return listening.flatMap(Listening::address);
    } finally {
      lock.unlock();
    }
  }

  /// Where the holder of a key listens, if that is this profile.
  public Optional<InetSocketAddress> listensAs(PeerKey key) {
    Optional<InetSocketAddress> at = listensAt();
    return at.isPresent() && peers.own().filter(key::equals).isPresent() ? at : Optional.empty();
  }

  /// Why the profile does not listen though its settings say so.
  public Optional<Problem> problem() {
    lock.lock();
    try {
      return problem;
    } finally {
      lock.unlock();
    }
  }

  /// The connections that are open now.
  public List<LiveLink> live() {
    Optional<Listening> in;
    Optional<PeerCalls> out;
    lock.lock();
    try {
      in = listening;
      out = calls;
    } finally {
      lock.unlock();
    }
    List<LiveLink> all = new ArrayList<>();
    in.ifPresent(each -> all.addAll(each.live()));
    out.ifPresent(each -> each.kept().forEach(kept -> all.add(own(kept))));
    return all;
  }

  private LiveLink own(alpi.alp.net.LinkPool.Kept kept) {
    return new LiveLink(
        false,
        peers.holding(kept.peer()).map(Peer::id),
        Witness.text(kept.address()),
        Optional.of(kept.lane().name()),
        Optional.empty(),
        0,
        kept.traffic().sent(),
        kept.traffic().received());
  }

  /// A changed book reaches the gate, and ends what those had who are in it no more.
  private void inForce(PeerBook book) {
    Optional<Listening> in;
    Optional<PeerCalls> out;
    lock.lock();
    try {
      in = listening;
      out = calls;
    } finally {
      lock.unlock();
    }
    in.ifPresent(each -> each.replace(book));
    out.ifPresent(each ->
        each.kept().stream()
            .filter(kept -> book.byKey(kept.peer()).isEmpty())
            .forEach(kept -> each.drop(kept.peer())));
    endTransfers(book);
    witnesses.keepOnly(key -> book.byKey(key).isPresent());
  }

  /// What was to be sent to somebody, or fetched from it, who is pinned no more.
  private void endTransfers(PeerBook book) {
    for (String kind : List.of(TransferJob.SEND, TransferJob.FETCH)) {
      for (Job job : parts.jobs().list(JobFilter.LIVE.ofKind(kind), Jobs.MAX_LISTED)) {
        if (TransferJob.peer(job).filter(key -> book.byKey(key).isEmpty()).isPresent()) {
          var _ = parts.jobs().cancel(job.id(), Actor.SYSTEM);
        }
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      listening.ifPresent(Listening::close);
      listening = Optional.empty();
      calls.ifPresent(PeerCalls::close);
      calls = Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
