package alpi.cli.acp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonText;
import alpi.cli.stdio.Daemon;
import alpi.cli.stdio.Pipe;
import alpi.cli.stdio.RpcFault;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Carries what the file tools of one conversation want of the editor to it, and its answers back.
/// What may be asked for was decided before; what came of it is looked at afterwards.
final class AcpEditor {
  /// Longest reason that is passed on, in characters.
  private static final int MAX_REASON = 400;

  private final Pipe pipe;
  private final Daemon daemon;
  private final String session;
  private final boolean reads;
  private final boolean writes;

  /// Guards the field below.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Following following;

  /// @param offers what the editor said of its files: `readTextFile`, `writeTextFile`
  AcpEditor(Pipe pipe, Daemon daemon, String session, JsonObject offers) {
    this.pipe = pipe;
    this.daemon = daemon;
    this.session = session;
    this.reads = offers.flag("readTextFile");
    this.writes = offers.flag("writeTextFile");
  }

  /// Has the daemon know that the conversation is open here; again, where it was started anew.
  ///
  /// @throws RpcFault when it does not take the editor
  void attach() throws InterruptedException {
    if (reads || writes) {
      Optional<String> fault = running().fault();
      if (fault.isPresent()) {
        throw new RpcFault(
            RpcFault.INTERNAL, "The files of this editor cannot be used: " + fault.get());
      }
    }
  }

  private Following running() {
    lock.lock();
    try {
      Following now = following;
      if (now == null || now.over) {
        now = new Following();
        following = now;
        Thread.ofVirtual().start(now);
      }
      return now;
    } finally {
      lock.unlock();
    }
  }

  /// One attachment, from the daemon's word that it stands to its end.
  private final class Following implements Runnable {
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean over;
    private volatile String why = "it has ended";

    /// Why it does not stand; waits until that is known.
    Optional<String> fault() throws InterruptedException {
      begun.await();
      return over ? Optional.of(why) : Optional.empty();
    }

    @Override
    public void run() {
      try {
        var _ =
            daemon.follow(
                "host.editor.attach",
                daemon.params().put("session", session).put("reads", reads).put("writes", writes),
                this::take);
      } catch (HostFault e) {
        why = e.refusal().sentence();
      } catch (IOException e) {
        why = "the daemon cannot be reached";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        over = true;
        begun.countDown();
      }
    }

    private void take(JsonObject event) {
      if (event.text("kind").equals("attached")) {
        begun.countDown();
      } else {
        Thread.ofVirtual().start(() -> serve(event));
      }
    }
  }

  private void serve(JsonObject event) {
    try {
      answer(event, asked(event));
    } catch (IOException | HostFault e) {
      return; // nobody waits for it any more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What the editor makes of it, as the daemon is told.
  private JsonObject asked(JsonObject event) throws IOException, InterruptedException {
    JsonObject params = new JsonObject().put("sessionId", session).put("path", event.text("path"));
    try {
      if (event.text("kind").equals("read")) {
        JsonObject read = pipe.ask("fs/read_text_file", params);
        return read.get("content") instanceof JsonText text
            ? new JsonObject().put("text", text)
            : refused("It answered without a text.");
      }
      var _ = pipe.ask("fs/write_text_file", params.put("content", event.text("text")));
      return new JsonObject();
    } catch (RpcFault e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  /// A text that the daemon does not take is as good as none.
  private void answer(JsonObject event, JsonObject outcome) throws IOException {
    JsonObject ask = daemon.params().put("ask", event.text("ask"));
    try {
      var _ = daemon.ask("host.editor.answer", ask.putAll(outcome));
    } catch (HostFault e) {
      JsonObject again = daemon.params().put("ask", event.text("ask"));
      var _ = daemon.ask("host.editor.answer", again.putAll(refused(e.refusal().sentence())));
    }
  }

  private static JsonObject refused(String why) {
    String cut = why.length() <= MAX_REASON ? why : why.substring(0, MAX_REASON);
    return new JsonObject().put("refused", cut);
  }
}
