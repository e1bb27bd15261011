package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.json.Json;
import alpi.daemon.audit.AuditCheck;
import alpi.daemon.audit.AuditReport;
import alpi.daemon.audit.AuditReport.State;
import alpi.daemon.audit.Comparison;
import alpi.daemon.audit.Comparison.Standing;
import alpi.daemon.base.FakeTime;
import alpi.daemon.egress.Resolver;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Two profiles over loopback, each the witness of the other's record.
@Timeout(240)
class WitnessesTest {
  private static final String LISTENING = "link:\n  listen: 127.0.0.1:0\n";

  @TempDir private Path dir;

  private final FakeTime time = new FakeTime();
  private Node ana;
  private Node ben;

  @BeforeEach
  void open() {
    ana = node("ana", 1, LISTENING);
    ben = node("ben", 2, LISTENING);
    ana.pin("ben", ben);
    ben.pin("ana", ana);
  }

  @AfterEach
  void close() {
    ana.close();
    ben.close();
  }

  private Node node(String name, long seed, String config) {
    return new Node(dir, name, seed, config, time, Resolver.system());
  }

  /// Has ana speak with ben; unlike a ping it may take its time on a busy machine.
  private void speak() throws InterruptedException {
    var _ =
        ana.link
            .questions()
            .ask(
                ana.link.peers().named("ben"),
                "How is it?",
                Node.OWNER,
                Optional.empty(),
                new TwoNodes.Heard());
  }

  private static void record(Node at, int events) {
    for (int i = 0; i < events; i++) {
      at.journal.append(Draft.of(EventKind.SESSION_RENAMED, Node.OWNER));
    }
  }

  /// Has ana show ben where her record ends, and waits until it is kept.
  private long shown(int events) throws InterruptedException {
    record(ana, events);
    long seq = ana.notary.now().seq();
    time.advance(Witnesses.EVERY);
    speak();
    while (kept(ben, ana).stream().noneMatch(it -> it == seq)) {
      Thread.onSpinWait();
    }
    return seq;
  }

  private static List<Long> kept(Node at, Node of) {
    return at.link.testimonies().of(of.key()).stream()
        .map(it -> it.testimony().checkpoint().seq())
        .toList();
  }

  private AuditReport verified(Node node) throws InterruptedException {
    return new AuditCheck(node.home, node.journal.file())
        .run(List.of(), node.link.accounts(Node.OWNER), EventSink.NONE);
  }

  private static Event first(Node at, EventKind kind) {
    while (at.events(kind).isEmpty()) {
      Thread.onSpinWait();
    }
    return at.events(kind).getFirst();
  }

  @Test
  void whoTalksToEachOtherKeepsWhereTheOthersRecordEnds() throws InterruptedException {
    record(ben, 2);
    long bens = ben.notary.now().seq();
    long anas = shown(3);
    assertEquals(List.of(anas), kept(ben, ana));
    first(ana, EventKind.LINK_WITNESSED);
    assertEquals(List.of(bens), kept(ana, ben));
    Event event = first(ben, EventKind.LINK_WITNESSED);
    assertEquals("peer:ana", event.actor().value());
    assertEquals(anas, event.body().path("upto").asLong());
    AuditReport report = verified(ana);
    assertEquals(State.OK, report.state(), report.sentence());
    Comparison said = report.peers().getFirst();
    assertEquals(Standing.AGREES, said.standing());
    assertEquals(anas, said.upto().orElseThrow());
  }

  @Test
  void anOlderCopyOfAHomeIsFoundOutByBothSides() throws Exception {
    shown(3);
    ana.close();
    Path copy = dir.resolve("copy");
    copy(dir.resolve("ana"), copy);
    ana = node("ana", 3, LISTENING);
    readdress();
    long later = shown(5);
    ana.close();
    delete(dir.resolve("ana"));
    copy(copy, dir.resolve("ana"));
    ana = node("ana", 4, LISTENING);
    readdress();
    assertTrue(new AuditCheck(ana.home, ana.journal.file()).run(List.of()).sound());

    AuditReport report = verified(ana);
    assertEquals(State.CONTRADICTED, report.state(), report.sentence());
    assertTrue(report.sentence().contains("The peer ben was shown checkpoint"), report::sentence);
    Comparison said = report.peers().getFirst();
    assertEquals(Standing.CONTRADICTS, said.standing());
    assertEquals(later, said.upto().orElseThrow());

    time.advance(Witnesses.EVERY);
    speak();
    Event own = first(ana, EventKind.LINK_CONTRADICTED);
    assertEquals("ours", own.body().path("whose").asString());
    assertEquals(later, own.body().path("upto").asLong());
    Event theirs = first(ben, EventKind.LINK_CONTRADICTED);
    assertEquals("theirs", theirs.body().path("whose").asString());
    assertEquals(later, kept(ben, ana).getLast());
  }

  @Test
  void aRecordMadeAnewUnderAnotherKeyIsFoundOut() throws Exception {
    long seq = shown(3);
    ana.close();
    delete(ana.home.audit());
    Files.delete(ana.home.journal());
    ana = node("ana", 5, LISTENING);
    readdress();
    record(ana, 20);
    ana.notary.now();
    AuditReport report = verified(ana);
    assertEquals(State.CONTRADICTED, report.state(), report.sentence());
    assertTrue(report.sentence().contains("another key"), report::sentence);
    assertEquals(seq, report.peers().getFirst().upto().orElseThrow());
  }

  @Test
  void aPeerThatLiesProvesNothing() throws InterruptedException {
    shown(3);
    var liar = Identity.generate(new Random(9));
    Testimonies.Held held = ben.link.testimonies().newest(ana.key()).orElseThrow();
    Testimony forged = Testimony.of(held.testimony().checkpoint(), liar);
    ben.journal.transact(
        tx -> tx.update("UPDATE testimony SET signature = ?, seq = seq + 9", forged.signature()));
    AuditReport report = verified(ana);
    assertEquals(State.OK, report.state(), report.sentence());
    assertEquals(Standing.UNPROVEN, report.peers().getFirst().standing());
    time.advance(Witnesses.EVERY);
    speak();
    speak();
    assertEquals(List.of(), ana.events(EventKind.LINK_CONTRADICTED));
  }

  /// What a profile would show, signed with its own key.
  private static Testimony testimony(Node node) {
    record(node, 1);
    Identity own = new IdentityFiles(node.home, node.journal, new Random(7)).find().orElseThrow();
    return Testimony.of(node.notary.now(), own);
  }

  private JsonNode show(Testimony shown, boolean all) throws InterruptedException {
    ObjectNode message = Json.object();
    message.set("shown", shown.json());
    return ana.link
        .questions()
        .witness(
            ana.link.peers().named("ben"), all ? message.put("all", true) : message, Node.OWNER)
        .orElseThrow();
  }

  @Test
  void whatAPeerShowsInHasteIsNotLookedAt() throws InterruptedException {
    long seq = shown(3);
    for (int i = 0; i < 20; i++) {
      assertEquals(1, show(testimony(ana), true).path("held").size());
    }
    assertEquals(List.of(seq), kept(ben, ana));
    assertEquals(1, ben.events(EventKind.LINK_WITNESSED).size());
  }

  @Test
  void whatAPeerDidNotSignIsNotKept() throws InterruptedException {
    var liar = Identity.generate(new Random(9));
    assertEquals(
        0, show(Testimony.of(testimony(ana).checkpoint(), liar), true).path("held").size());
    assertEquals(List.of(), kept(ben, ana));
  }

  @Test
  void whoShowsMuchThinsOutWhatCameLatelyAndNotWhatIsOld() {
    Testimonies kept = ben.link.testimonies();
    long first = taken(kept, Duration.ofDays(30));
    long second = taken(kept, Duration.ofDays(30));
    for (int i = 2; i < Testimonies.MOST; i++) {
      taken(kept, Witnesses.EVERY);
    }
    assertEquals(Testimonies.MOST, kept(ben, ana).size());
    long last = taken(kept, Witnesses.EVERY);
    List<Long> left = kept(ben, ana);
    assertEquals(Testimonies.MOST, left.size());
    assertEquals(List.of(first, second), left.subList(0, 2));
    assertEquals(last, left.getLast());
  }

  private long taken(Testimonies kept, Duration then) {
    Testimony shown = testimony(ana);
    assertEquals(Testimonies.Taken.KEPT, kept.take(ana.key(), shown));
    time.advance(then);
    return shown.checkpoint().seq();
  }

  @Test
  void whoIsUnpinnedIsForgotten() throws InterruptedException {
    shown(3);
    ben.link.peers().remove("ana", Node.OWNER);
    assertEquals(List.of(), kept(ben, ana));
  }

  @Test
  void nothingIsShownWhereTheOwnerDoesNotWantIt() throws Exception {
    ben.close();
    ben = node("ben", 6, LISTENING + "  witness: false\n");
    ana.link
        .peers()
        .change(
            "ben",
            Optional.empty(),
            Optional.of("127.0.0.1:" + ben.address().getPort()),
            Optional.empty(),
            Optional.empty(),
            Node.OWNER);
    record(ana, 3);
    ana.notary.now();
    AuditReport report = verified(ana);
    assertEquals(Standing.SILENT, report.peers().getFirst().standing());
    assertTrue(report.sound());
    assertEquals(List.of(), kept(ben, ana));
    assertEquals(List.of(), ben.link.accounts(Node.OWNER));
  }

  /// A profile that was opened again listens elsewhere.
  private void readdress() {
    var _ =
        ben.link
            .peers()
            .change(
                "ana",
                Optional.empty(),
                Optional.of("127.0.0.1:" + ana.address().getPort()),
                Optional.empty(),
                Optional.empty(),
                Node.OWNER);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(
            each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
