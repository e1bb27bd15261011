package alpi.cli.chat;

import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Exits;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Follows one turn from its request to its end, on the thread that calls `follow`. Ctrl-C cancels
/// the turn from a shutdown hook, which waits a moment for it to end. A turn that the daemon has
/// not accepted by then is dropped by it, because the connection ends with this process.
public final class TurnRun {
  /// How long Ctrl-C waits for the turn to end, in milliseconds.
  public static final long CANCEL_MILLIS = 1_000;

  private final HostClient client;
  private final Watcher watcher;
  private final Prompts prompts;
  private final Out out;
  private final String profile;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String turn = "";
  private volatile boolean cancelling;

  public TurnRun(HostClient client, Watcher watcher, Prompts prompts, Out out, String profile) {
    this.client = client;
    this.watcher = watcher;
    this.prompts = prompts;
    this.out = out;
    this.profile = profile;
  }

  /// Sends the request and follows its stream to the end.
  ///
  /// @param method `host.chat.send` or `host.chat.resume`
  /// @return the exit status
  public int follow(String method, JsonObject params) {
    turn = params.text("turn");
    Runtime.getRuntime().addShutdownHook(new Interrupt());
    try {
      return stream(client.send(method, params));
    } catch (HostFault e) {
      return refused(e.refusal());
    } catch (IOException e) {
      return lost(e);
    } catch (Out.Gone e) {
      return abandoned();
    } finally {
      prompts.close();
      ended.countDown();
      if (cancelling) {
        standStill();
      }
    }
  }

  private int stream(long id) throws IOException {
    while (true) {
      if (!client.isReady()) {
        out.flush();
      }
      JsonObject message = client.next();
      if (message == null) {
        return lost(new IOException("closed"));
      }
      if (message.has("method")) {
        JsonObject params = message.object("params");
        if (params.number("id") == id) {
          event(params.number("seq"), params.object("event"));
        }
      } else if (message.number("id") == id) {
        return answered(message);
      } else {
        prompts.answered(message);
      }
    }
  }

  private void event(long seq, JsonObject event) throws IOException {
    String kind = event.text("kind");
    if (turn.isEmpty() && (kind.equals("accepted") || kind.equals("started"))) {
      turn = event.text("turn");
      if (cancelling) {
        sendCancel();
      }
    }
    watcher.event(seq, event);
    if (kind.startsWith("approval.") || kind.startsWith("question.")) {
      out.flush();
      prompts.event(event);
    }
  }

  private int answered(JsonObject message) {
    if (message.has("error")) {
      return refused(HostFault.of(message.object("error")).refusal());
    }
    int exit = watcher.finished(message.object("result"));
    out.flush();
    return exit;
  }

  /// The daemon is gone. What it acknowledged is on disk: say how to go on.
  private int lost(IOException cause) {
    Refusal refusal =
        turn.isEmpty()
            ? new Refusal(
                1,
                "interrupted",
                "The daemon stopped before it took the turn (" + cause.getMessage() + ").",
                "Run the same command again.")
            : new Refusal(
                1,
                "interrupted",
                "The daemon stopped while turn " + turn + " was running. What it did is on record.",
                "Take it up again: alpi chat --resume " + turn);
    return refused(refusal);
  }

  private int refused(Refusal refusal) {
    try {
      watcher.refused(refusal);
      out.flush();
    } catch (Out.Gone e) {
      return Exits.BROKEN_PIPE;
    }
    return refusal.exit();
  }

  /// Nobody reads the answer: the turn is cancelled, and the process ends as SIGPIPE would end it.
  private int abandoned() {
    try {
      sendCancel();
    } catch (IOException e) {
      return lost(e);
    }
    return Exits.BROKEN_PIPE;
  }

  private void sendCancel() throws IOException {
    if (!turn.isEmpty()) {
      client.send("host.chat.cancel", new JsonObject().put("profile", profile).put("turn", turn));
    }
  }

  /// The JVM is shutting down and will end with the signal's own status.
  private static void standStill() {
    try {
      Thread.sleep(2 * CANCEL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Interrupt extends Thread {
    Interrupt() {
      super("interrupt");
    }

    @Override
    public void run() {
      cancelling = true;
      try {
        sendCancel();
        if (!ended.await(CANCEL_MILLIS, TimeUnit.MILLISECONDS)) {
          out.tell(
              turn.isEmpty()
                  ? "alpi: interrupted before the daemon took the turn; it is not asked"
                  : "alpi: interrupted; the daemon is still ending the turn");
        }
      } catch (IOException e) {
        out.tell("alpi: interrupted; the daemon cannot be told: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
