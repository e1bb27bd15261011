package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Eventually;
import alpi.daemon.base.JobId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.link.NewPeer;
import alpi.daemon.link.Node;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Choice;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.GrantRequest;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an agent sends to a peer, shares with it and fetches from it: only what its owner agreed
/// to, byte for byte.
@Timeout(120)
class PeerToolsTest {
  private static final String TEXT = "the figures of the third quarter\n";
  private static final Sha256 HASH = Sha256.of(TEXT.getBytes(StandardCharsets.UTF_8));

  @TempDir Path dir;

  private final Obedient model = new Obedient();
  private Strangers web;
  private WholeProfile profile;
  private Node eve;

  @BeforeEach
  void open() throws IOException {
    web = new Strangers();
    Map<String, String> environment = model.environment();
    String config =
        "approvals:\n  timeout: 60s\nmodel: openai/scripted\nlink:\n  listen: 127.0.0.1:0\n"
            + "providers:\n  openai:\n    base_url: "
            + environment.get("OPENAI_BASE_URL")
            + "\n    key: OPENAI_API_KEY\nworkspace: "
            + Json.text(Json.object().put("w", dir.resolve("ws").toString()).get("w"))
            + "\n";
    Files.createDirectories(dir.resolve("home"));
    Files.writeString(dir.resolve("home").resolve(".env"), "OPENAI_API_KEY=test-key\n");
    profile = new WholeProfile(dir, config, model, web.proxy());
    Files.writeString(profile.workspace.resolve("report.txt"), TEXT);
    eve = new Node(dir, "eve", 77);
    Eventually.until(() -> profile.link.listensAt().isPresent());
    profile.link.peers().add(eve.key(), named("eve", eve.address().getPort()), Node.OWNER);
    int port = profile.link.listensAt().orElseThrow().getPort();
    eve.link.peers().add(profile.link.peers().own(Node.OWNER), named("ana", port), Node.OWNER);
  }

  private static NewPeer named(String id, int port) {
    return new NewPeer(
        id,
        Optional.empty(),
        Optional.of("127.0.0.1:" + port),
        Optional.of(List.of("link.ping", "link.ask", "link.put_blob", "link.get_blob")),
        OptionalInt.empty());
  }

  @AfterEach
  void close() {
    eve.close();
    profile.close();
    web.close();
    model.close();
  }

  private static String order(String tool, String... arguments) {
    var json = Json.object();
    for (int i = 0; i < arguments.length; i += 2) {
      json.put(arguments[i], arguments[i + 1]);
    }
    return Obedient.order(tool, Json.text(json));
  }

  private static String send(String file) {
    return order("blob_send", "file", file, "peer", "eve");
  }

  private static String fetch() {
    return order("blob_fetch", "hash", HASH.hex(), "peer", "eve");
  }

  private boolean eveHas(Sha256 hash) {
    return Files.exists(eve.home.blobs().resolve(hash.hex()));
  }

  private int denials(TurnResult result) {
    return profile.events(result.turn(), EventKind.POLICY_DENIED).size();
  }

  private List<Message.Tool> answers(TurnResult result) {
    return profile.sessions.open(result.session()).messages().stream()
        .filter(message -> message instanceof Message.Tool)
        .map(Message.Tool.class::cast)
        .toList();
  }

  private Grant exactly(String scope) {
    return profile.grants.issue(
        GrantRequest.of(Capability.PEER, Scope.exact(scope), "for the test"), Node.OWNER);
  }

  /// Answers the one question that comes up while a turn runs.
  private ApprovalRequest answered(Choice choice) {
    Eventually.until(() -> !profile.desk.pending(Optional.empty()).isEmpty());
    var asked = (ApprovalRequest) profile.desk.pending(Optional.empty()).getFirst();
    profile.desk.answer(asked.id(), choice, Optional.empty(), Node.OWNER);
    return asked;
  }

  private TurnResult attended(String text, Choice choice, List<ApprovalRequest> asked)
      throws InterruptedException {
    Thread owner = Thread.ofVirtual().start(() -> asked.add(answered(choice)));
    TurnResult result = profile.turn(text, new SessionChoice.Fresh(), true, Authority.OWNER);
    assertTrue(owner.join(Duration.ofSeconds(60)));
    return result;
  }

  @Test
  void theOwnerIsToldWhoGetsWhatBeforeItLeaves() throws Exception {
    List<ApprovalRequest> asked = new CopyOnWriteArrayList<>();
    attended(send("report.txt"), Choice.DENY, asked);
    assertFalse(eveHas(HASH));
    attended(send("report.txt"), Choice.ONCE, asked);
    assertTrue(eveHas(HASH));
    String summary = asked.getLast().summary();
    for (String part : List.of("eve", HASH.hex(), TEXT.length() + " bytes", "report.txt")) {
      assertTrue(summary.contains(part), summary);
    }
    assertEquals(Optional.of("eve/send"), asked.getLast().destination());
  }

  @Test
  void whereNobodyAttendsOnlyAGrantThatNamesThePeerLetsAFileOut() throws Exception {
    TurnResult refused = profile.alone(send("report.txt"));
    assertEquals(1, denials(refused));
    exactly("bob/send");
    exactly("eve/ask");
    assertEquals(1, denials(profile.alone(send("report.txt"))));
    assertFalse(eveHas(HASH));
    Grant grant = exactly("eve/send");
    TurnResult sent = profile.alone(send("report.txt"));
    assertTrue(eveHas(HASH));
    assertTrue(answers(sent).getLast().ok(), () -> answers(sent).getLast().text());
    Event event = profile.events(sent.turn(), EventKind.BLOB_SENT).getFirst();
    assertEquals("job:" + sent.turn().value(), event.actor().value());
    assertFalse(profile.events(sent.turn(), EventKind.EGRESS_OPENED).isEmpty());
    profile.grants.revoke(grant.id(), Node.OWNER);
    Files.writeString(profile.workspace.resolve("report.txt"), "other");
    assertEquals(1, denials(profile.alone(send("report.txt"))));
    assertFalse(eveHas(Sha256.of("other".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void afterAStrangersWordsAFileOfTheWorkspaceTakesAGrantForThatVeryDestination() throws Exception {
    profile.grant(Capability.PEER, "eve");
    TurnResult heard = profile.alone(order("peer_ask", "peer", "eve", "text", "hello"));
    SessionChoice same = WholeProfile.in(heard.session());
    TurnResult refused = profile.turn(send("report.txt"), same, false, Authority.OWNER);
    Event denied = profile.events(refused.turn(), EventKind.POLICY_DENIED).getFirst();
    assertTrue(Json.text(denied.body()).contains("stranger_and_private"), () -> "" + denied.body());
    assertFalse(eveHas(HASH));
    exactly("eve/send");
    profile.turn(
        order("blob_send", "peer", "eve", "file", "./report.txt"), same, false, Authority.OWNER);
    assertTrue(eveHas(HASH));
  }

  @Test
  void whatNoToolMayReadNoToolSends() throws Exception {
    exactly("eve/send");
    exactly("eve/share");
    Files.writeString(profile.workspace.resolve(".env"), "KEY=secret-value\n");
    Sha256 foreign =
        profile.blobs.put(new byte[] {1, 2, 3}, BlobRef.UNKNOWN_TYPE, run("r1")).hash();
    TurnResult result =
        profile.alone(
            send(".env")
                + order("blob_share", "file", ".env", "peer", "eve")
                + send("blob:" + foreign.hex())
                + send("missing.txt"));
    assertEquals(4, answers(result).size());
    assertTrue(answers(result).stream().noneMatch(Message.Tool::ok));
    assertEquals(List.of(), profile.events(result.turn(), EventKind.BLOB_SENT));
    assertFalse(eveHas(Sha256.of("KEY=secret-value\n".getBytes(StandardCharsets.UTF_8))));
    assertEquals(List.of(), profile.link.blobs().shares().list(10));
  }

  private static BlobOwner run(String id) {
    return new BlobOwner(BlobOwner.Kind.RUN, id);
  }

  @Test
  void whatIsSharedCanBeFetchedAndNothingBefore() throws Exception {
    String share = order("blob_share", "file", "report.txt", "peer", "eve");
    assertEquals(1, denials(profile.alone(share)));
    assertEquals(List.of(), profile.link.blobs().shares().list(10));
    exactly("eve/share");
    TurnResult shared = profile.alone(share);
    assertTrue(answers(shared).getLast().text().contains(HASH.hex()));
    assertEquals(HASH, profile.link.blobs().shares().list(10).getFirst().hash());
    assertTrue(profile.link.blobs().shares().isShared(HASH, eve.key()));
  }

  @Test
  void whatIsFetchedBelongsToTheConversationAndIsAStrangersWord() throws Exception {
    assertEquals(1, denials(profile.alone(fetch())));
    exactly("eve/fetch");
    TurnResult missing = profile.alone(fetch());
    assertFalse(answers(missing).getLast().ok());
    eve.keep(TEXT);
    eve.link
        .blobs()
        .shares()
        .share(
            HASH,
            profile.link.peers().own(Node.OWNER),
            Duration.ofDays(1),
            OptionalInt.empty(),
            Node.OWNER);
    TurnResult got = profile.alone(fetch() + order("read", "path", "blob:" + HASH.hex()));
    Message.Tool read = answers(got).getLast();
    assertEquals(TEXT, read.text());
    assertTrue(read.labels().sources().contains(Source.PEER), () -> "" + read.labels());
    assertEquals(Labels.of(Source.PEER, false), answers(got).getFirst().labels());
    TurnResult elsewhere = profile.alone(order("read", "path", "blob:" + HASH.hex()));
    assertFalse(answers(elsewhere).getLast().ok());
  }

  @Test
  void aTransferWhoseCallIsOverDoesNotGoOn() throws Exception {
    JobId left =
        profile.leftover(
            profile.alone("hello"), profile.workspace.resolve("report.txt"), HASH, "eve");
    Eventually.until(() -> !profile.job(left).state().live());
    assertEquals("conflict", profile.job(left).error().orElseThrow().wire());
    assertFalse(eveHas(HASH));
  }

  @Test
  void aFileThatIsNotWhatWasAgreedToStaysHere() throws Exception {
    Sha256 other = Sha256.of(new byte[] {9});
    JobId changed = profile.expecting(profile.workspace.resolve("report.txt"), other, "eve");
    Eventually.until(() -> !profile.job(changed).state().live());
    assertEquals("conflict", profile.job(changed).error().orElseThrow().wire());
    assertFalse(eveHas(HASH));
  }
}
