package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.json.Json;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two profiles over loopback, and what their tests ask of them.
abstract class TwoNodes {
  @TempDir Path dir = Path.of("");

  Node ana;
  Node ben;

  @BeforeEach
  void open() {
    ana = new Node(dir, "ana", 1);
    ben = new Node(dir, "ben", 2);
  }

  @AfterEach
  void close() {
    ana.close();
    ben.close();
  }

  static class Heard implements PeerQuestions.Listener {
    final List<String> pieces = new ArrayList<>();
    final CompletableFuture<String> turn = new CompletableFuture<>();

    @Override
    public void began(String id) {
      turn.complete(id);
    }

    @Override
    public void said(String text) {
      pieces.add(text);
    }

    @Override
    public void alive() {}
  }

  PeerAnswer ask(String prompt) throws InterruptedException {
    return ask(prompt, new Heard());
  }

  PeerAnswer ask(String prompt, Heard heard) throws InterruptedException {
    Peer peer = ana.link.peers().named("ben");
    return ana.link.questions().ask(peer, prompt, Node.OWNER, Optional.empty(), heard);
  }

  JsonNode call(Node from, String peer, String method, String params) throws InterruptedException {
    return from.link
        .calls()
        .call(
            from.link.peers().named(peer),
            new PeerCalls.Ask(
                method,
                (tools.jackson.databind.node.ObjectNode) Json.parse(params),
                false,
                Duration.ofSeconds(20),
                Optional.empty()),
            _ -> {});
  }

  static ErrorCode code(org.junit.jupiter.api.function.Executable work) {
    return assertThrows(Problem.class, work).code();
  }

  void pinEachOther(String... bensRights) {
    ana.pin("ben", ben);
    ben.pin("ana", ana, bensRights);
  }
}
