package alpi.daemon.link;

import alpi.alp.peer.Peer;
import alpi.alp.rpc.Problem;
import alpi.daemon.audit.Account;
import alpi.daemon.base.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Asks peers what they were shown of our record, several at once.
///
/// @param actor who wants to know
record Inquiry(Witnesses witnesses, PeerQuestions questions, Actor actor) {
  /// So many at once.
  static final int ABREAST = 8;

  /// So long for all of them, in seconds.
  static final long PATIENCE = 20;

  /// What each says, in the order of `peers`.
  List<Account> of(List<Peer> peers) throws InterruptedException {
    List<Callable<Account>> all =
        peers.stream().<Callable<Account>>map(it -> () -> of(it)).toList();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(ABREAST, Thread.ofVirtual().factory())) {
      List<Future<Account>> ends = pool.invokeAll(all, PATIENCE, TimeUnit.SECONDS);
      List<Account> accounts = new ArrayList<>();
      for (int i = 0; i < ends.size(); i++) {
        accounts.add(said(peers.get(i), ends.get(i)));
      }
      return accounts;
    }
  }

  private Account of(Peer peer) throws InterruptedException {
    try {
      return witnesses.account(peer, questions, actor);
    } catch (Problem e) {
      return new Account.Silent(peer.id(), e.code().wire());
    }
  }

  private static Account said(Peer peer, Future<Account> end) throws InterruptedException {
    try {
      return end.get();
    } catch (CancellationException _) {
      return new Account.Silent(peer.id(), "did not answer in time");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
