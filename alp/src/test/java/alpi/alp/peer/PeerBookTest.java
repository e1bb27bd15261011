package alpi.alp.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.envelope.Envelopes;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PeerBookTest {
  private static final Peer ANA = Peer.pinned("ana", Envelopes.ANA.key(), Optional.empty());
  private static final Peer ZOE =
      Peer.pinned("zoe", Envelopes.ZOE.key(), Optional.of(new PeerAddress("zoe.example", 7423)));
  private static final PeerBook EMPTY = PeerBook.empty(Envelopes.BEN.key());

  private static void refused(ErrorCode code, Executable change) {
    Problem problem = assertThrows(Problem.class, change);
    assertEquals(code, problem.code());
    assertTrue(problem.hint().isPresent());
  }

  @Test
  void pinsAPeerWithTheRightToPingAndAsk() {
    PeerBook book = EMPTY.add(ANA);
    assertEquals(List.of(ANA), book.peers());
    assertEquals(Optional.of(ANA), book.byKey(Envelopes.ANA.key()));
    assertEquals(Optional.of(ANA), book.byStaticKey(Envelopes.ANA.key().staticKey()));
    assertEquals(Optional.of(ANA), book.byId("ana"));
    assertTrue(ANA.mayCall("link.ping") && ANA.mayCall("link.ask"));
    assertTrue(!ANA.mayCall("link.cancel") && !ANA.mayCall("link.get_blob"));
    assertEquals(List.of(), EMPTY.peers());
  }

  @Test
  void keepsIdsAndKeysApart() {
    PeerBook book = EMPTY.add(ANA);
    refused(ErrorCode.CONFLICT, () -> book.add(ANA.withId("other")));
    refused(
        ErrorCode.CONFLICT,
        () -> book.add(Peer.pinned("ana", Envelopes.ZOE.key(), Optional.empty())));
    PeerBook both = book.add(ZOE);
    refused(ErrorCode.CONFLICT, () -> both.rename("zoe", "ana"));
  }

  @Test
  void neverPinsItsOwnKey() {
    refused(
        ErrorCode.CONFLICT,
        () -> EMPTY.add(Peer.pinned("me", Envelopes.BEN.key(), Optional.empty())));
  }

  @Test
  void removesAPeerFromEveryLookUp() {
    PeerBook book = EMPTY.add(ANA).add(ZOE).remove("ana");
    assertEquals(List.of(ZOE), book.peers());
    assertEquals(Optional.empty(), book.byKey(Envelopes.ANA.key()));
    assertEquals(Optional.empty(), book.byStaticKey(Envelopes.ANA.key().staticKey()));
    refused(ErrorCode.NOT_FOUND, () -> book.remove("ana"));
    assertEquals(EMPTY.add(ZOE), book);
  }

  @Test
  void changesOneThingAtATimeInEveryLookUp() {
    PeerBook book =
        EMPTY
            .add(ANA)
            .rename("ana", "ann")
            .alias("ann", "Ana P.")
            .address("ann", ZOE.address())
            .allow("ann", Set.of("link.cancel"))
            .perMinute("ann", 7);
    Peer expected = new Peer("ann", ANA.key(), "Ana P.", ZOE.address(), Set.of("link.cancel"), 7);
    assertEquals(List.of(expected), book.peers());
    assertEquals(Optional.of(expected), book.byKey(ANA.key()));
    assertEquals(Optional.of(expected), book.byStaticKey(ANA.key().staticKey()));
    assertEquals(Optional.empty(), book.byId("ana"));
    assertEquals(book, book.rename("ann", "ann"));
  }

  @Test
  void refusesWhatAPeerCannotHave() {
    PeerBook book = EMPTY.add(ANA);
    refused(ErrorCode.INVALID_PARAMS, () -> book.rename("ana", "a b"));
    refused(ErrorCode.INVALID_PARAMS, () -> book.rename("ana", "../a"));
    refused(ErrorCode.INVALID_PARAMS, () -> book.rename("ana", ""));
    refused(ErrorCode.INVALID_PARAMS, () -> book.allow("ana", Set.of("*")));
    refused(ErrorCode.INVALID_PARAMS, () -> book.allow("ana", Set.of("link")));
    refused(ErrorCode.INVALID_PARAMS, () -> book.perMinute("ana", 0));
    refused(ErrorCode.INVALID_PARAMS, () -> book.perMinute("ana", Peer.MAX_PER_MINUTE + 1));
    refused(ErrorCode.INVALID_PARAMS, () -> book.alias("ana", "a\nb"));
    assertEquals(Peer.MAX_PER_MINUTE, onlyRate(book.perMinute("ana", Peer.MAX_PER_MINUTE)));
    String longest = "i".repeat(Peer.MAX_ID);
    assertTrue(book.rename("ana", longest).byId(longest).isPresent());
    refused(ErrorCode.INVALID_PARAMS, () -> book.rename("ana", longest + "i"));
  }

  private static int onlyRate(PeerBook book) {
    return book.peers().getFirst().perMinute();
  }

  @Test
  void holdsSoManyPeersAndNoMore() {
    var random = new Random(4);
    PeerBook book = EMPTY;
    for (int i = 0; i < PeerBook.MAX_PEERS; i++) {
      book = book.add(Peer.pinned("p" + i, Identity.generate(random).key(), Optional.empty()));
    }
    PeerBook full = book;
    refused(ErrorCode.TOO_LARGE, () -> full.add(ANA));
    assertTrue(full.remove("p7").add(ANA).byId("ana").isPresent());
  }

  @Test
  void readsAnAddressAtItsLastColon() {
    assertEquals(new PeerAddress("a.example", 7423), PeerAddress.parse("a.example:7423"));
    assertEquals(new PeerAddress("::1", 1), PeerAddress.parse("::1:1"));
    assertEquals("a:65535", PeerAddress.parse("a:65535").toString());
    for (String text : List.of("", "a", ":1", "a:", "a:0", "a:65536", "a:x", "a b:1", "a:-1")) {
      refused(ErrorCode.INVALID_PARAMS, () -> PeerAddress.parse(text));
    }
  }
}
