package alpi.alp.net;

import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.LinkError;
import alpi.alp.envelope.Part;
import alpi.alp.peer.Peer;
import alpi.alp.transfer.AnswerParts;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/// One request of a peer and the way to answer it. Answering waits until the other side has taken
/// what was said before.
public final class LinkExchange implements AnswerParts {
  private final Peer peer;
  private final Envelope.Request request;
  private final ServerCarrier carrier;
  private final AtomicBoolean ended = new AtomicBoolean();

  LinkExchange(Peer peer, Envelope.Request request, ServerCarrier carrier) {
    this.peer = peer;
    this.request = request;
    this.carrier = carrier;
  }

  public Peer peer() {
    return peer;
  }

  public Envelope.Request request() {
    return request;
  }

  /// A part of the answer; more will come.
  @Override
  public void chunk(JsonNode result) throws InterruptedException {
    if (!ended.get()) {
      say(() -> carrier.answer(request.id(), result, Part.CHUNK));
    }
  }

  /// The whole answer, the only one.
  public void answer(JsonNode result) throws InterruptedException {
    end(() -> carrier.answer(request.id(), result, Part.WHOLE));
  }

  /// The last part of the answer.
  @Override
  public void finish(JsonNode result) throws InterruptedException {
    end(() -> carrier.answer(request.id(), result, Part.FINAL));
  }

  /// A refusal, which ends a stream too.
  @Override
  public void refuse(LinkError error) throws InterruptedException {
    end(() -> carrier.refuse(request.id(), error));
  }

  boolean hasEnded() {
    return ended.get();
  }

  private void end(Runnable last) throws InterruptedException {
    if (ended.compareAndSet(false, true)) {
      say(last);
    }
  }

  private void say(Runnable task) throws InterruptedException {
    var said = new CountDownLatch(1);
    carrier.post(() -> {
      try {
        task.run();
      } finally {
        said.countDown();
      }
    });
    said.await();
  }
}
