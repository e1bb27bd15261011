package alpi.daemon.link;

import alpi.alp.peer.Peer;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Cut;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts a question to a peer. The question leaves the machine, so it takes the owner's consent or a
/// grant that names the peer; the answer is a stranger's word.
public final class PeerAskTool implements Tool<PeerAskTool.Arguments> {
  /// Longest question, in characters: an approval shows it whole.
  public static final int MAX_TEXT = 8_000;

  private static final Labels LABELS = Labels.of(Source.PEER, false);
  private static final int SHOWN = 120;

  private final LinkRoom link;

  public PeerAskTool(LinkRoom link) {
    this.link = link;
  }

  public record Arguments(
      @Doc(value = "the peer's name", longest = Peer.MAX_ID) String peer,
      @Doc(value = "all it needs to know", longest = MAX_TEXT) String text) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "peer_ask", "Ask another agent, which the owner linked with, and get its answer.");
  }

  @Override
  public boolean available() {
    return link.hasPeers();
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    Peer peer = link.peers().named(arguments.peer());
    String target = peer.id() + "/ask";
    var access = new Access(Capability.PEER, target, Tier.CAUTION, "asking the peer " + peer.id());
    return new Plan(
        List.of(access),
        "ask the peer " + peer.id() + ": " + Cut.brief(arguments.text(), SHOWN),
        Map.of(
            "peer", peer.id(),
            "key", peer.key().text(),
            "address", peer.address().map(Object::toString).orElse("")));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    Peer peer = PeerTools.sameKey(link.peers().named(arguments.peer()), plan);
    Thread asking = Thread.currentThread();
    try (Cancel.Registration _ = context.cancel().onFire(asking::interrupt)) {
      PeerAnswer answer =
          link.questions()
              .ask(
                  peer,
                  arguments.text(),
                  Actor.job(context.run()),
                  Optional.of(context.errand("peer_ask")),
                  new Progress(context.progress()));
      String text = answer.text() + (answer.interrupted() ? "\n[its turn was interrupted]" : "");
      return new ToolResult(!answer.interrupted(), text, LABELS, List.of());
    } catch (InterruptedException e) {
      context.cancel().check();
      throw e;
    }
  }

  /// Says that something comes, and not what: a watcher's line is no place for a stranger's words.
  private static final class Progress implements PeerQuestions.Listener {
    private final Consumer<String> lines;

    Progress(Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    public void began(String turn) {
      lines.accept("the peer is at work");
    }

    @Override
    public void said(String text) {}

    @Override
    public void alive() {}
  }
}
