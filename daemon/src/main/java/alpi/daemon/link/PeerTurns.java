package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.SessionChoice;
import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.TurnRequest;
import alpi.daemon.agent.Turns;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.SessionId;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.Permit;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.SensitivePaths;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// What peers ask for, as turns of the agent: durable jobs like any other, one at a time for each
/// peer, with nobody there and nothing permitted but what was permitted to that very peer.
final class PeerTurns {
  private final LinkParts parts;
  private final Turns turns;
  private final PeerTalks talks;

  /// Guards the field below; also held while a turn is accepted, so that each peer has one.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<PeerKey, JobId> active = new HashMap<>();

  PeerTurns(LinkParts parts, Turns turns, PeerTalks talks) {
    this.parts = parts;
    this.turns = turns;
    this.talks = talks;
  }

  /// Accepts a question; the same request is the same turn, however often it comes.
  ///
  /// @param request its id, as the peer chose it
  /// @throws Problem `busy` while the peer's last question is being answered, `halted`, `budget`
  JobId begin(Peer peer, String prompt, String request) {
    lock.lock();
    try {
      if (active.containsKey(peer.key())) {
        throw Problem.of(ErrorCode.BUSY, "another turn is already in flight");
      }
      parts
          .jobs()
          .halted()
          .ifPresent(_ -> {
            throw Problem.of(ErrorCode.BUSY, "work is halted here");
          });
      JobId turn = turns.submit(request(peer, prompt, key(peer, request)), Peers.actor(peer));
      active.put(peer.key(), turn);
      return turn;
    } finally {
      lock.unlock();
    }
  }

  private TurnRequest request(Peer peer, String prompt, String key) {
    ProfileConfig config = parts.settings().current().config();
    SessionId talk = talks.of(peer);
    Authority bounded = Authority.ofPeer(permits(config, talk));
    return new TurnRequest(
        prompt,
        new SessionChoice.Existing(talk),
        desk(config),
        List.of(),
        Optional.empty(),
        true,
        OptionalInt.empty(),
        config.link().askUsd(),
        config.link().maxDuration(),
        false,
        Optional.empty(),
        Optional.of(key),
        false,
        config.link().askUsd().map(bounded::spending).orElse(bounded),
        Map.of());
  }

  /// An id is the peer's own choice and may be long; what is kept of it has one length.
  private static String key(Peer peer, String request) {
    String both = peer.key().text() + "\n" + request;
    return "peer:" + Sha256.of(both.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /// What a turn of the peer may touch at most: the files of the workspace, to read, and what the
  /// owner permitted in the peer's conversation.
  private List<Permit> permits(ProfileConfig config, SessionId talk) {
    List<Permit> permits = new ArrayList<>();
    permits.add(Permit.any(Capability.ASK));
    if (!config.workspace().isEmpty()) {
      String real = SensitivePaths.resolve(Path.of(config.workspace())).toString();
      permits.add(new Permit(Capability.FS_READ, Scope.below(real)));
    }
    parts.grants().live(talk).stream()
        .filter(grant -> grant.session().isPresent())
        .map(PeerTurns::permit)
        .forEach(permits::add);
    return permits;
  }

  private static Permit permit(Grant grant) {
    return new Permit(grant.capability(), grant.scope());
  }

  /// Where the turn works: the profile's workspace, else a folder with nothing in it.
  private Path desk(ProfileConfig config) {
    return config.workspace().isEmpty()
        ? PrivateFiles.directory(parts.home().peerDesk())
        : Path.of(config.workspace());
  }

  TurnResult watch(JobId turn, BiConsumer<Long, TurnEvent> sink) throws InterruptedException {
    return turns.watch(turn, Optional.empty(), sink);
  }

  /// The turn that a peer waits for.
  Optional<JobId> of(PeerKey peer) {
    lock.lock();
    try {
      return Optional.ofNullable(active.get(peer));
    } finally {
      lock.unlock();
    }
  }

  /// @return whether it was still live
  boolean cancel(JobId turn, Peer peer) {
    return turns.cancel(turn, Peers.actor(peer));
  }

  /// Nobody waits for the turn any more.
  void left(PeerKey peer, JobId turn) {
    lock.lock();
    try {
      active.remove(peer, turn);
    } finally {
      lock.unlock();
    }
  }

  /// Ends what those asked for who are pinned no more.
  void keepOnly(Predicate<PeerKey> pinned) {
    List<JobId> orphans;
    lock.lock();
    try {
      orphans =
          active.entrySet().stream()
              .filter(entry -> !pinned.test(entry.getKey()))
              .map(Map.Entry::getValue)
              .toList();
    } finally {
      lock.unlock();
    }
    orphans.forEach(turn -> turns.cancel(turn, Actor.SYSTEM));
  }

  /// Ends what an earlier daemon accepted and did not come to: whoever asked has lost the
  /// connection and will ask again.
  void dropLeftovers() {
    for (Job job : parts.jobs().list(JobFilter.LIVE.ofKind("chat.turn"), 1_000)) {
      if (job.actor().value().startsWith("peer:")) {
        turns.cancel(job.id(), Actor.SYSTEM);
      }
    }
  }
}
