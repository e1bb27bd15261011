package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.RpcCodec;
import alpi.alp.rpc.RpcError;
import alpi.alp.rpc.RpcFrame;
import alpi.alp.rpc.RpcId;
import alpi.alp.rpc.RpcMessage;
import alpi.alp.rpc.RpcMessage.Failure;
import alpi.alp.rpc.RpcMessage.Malformed;
import alpi.alp.rpc.RpcMessage.Notification;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.alp.rpc.RpcMessage.Response;
import alpi.daemon.host.HostVerb.Lane;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The calls of one connection. Lines are decoded, and quick verbs served, in the order of arrival
/// by at most one virtual thread, which lives only while there is something to do: an idle
/// connection owns no thread. Every other verb gets a virtual thread of its own.
public final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);
  private static final int PUSH_BYTES = 64 << 10;

  /// So much of a connection is read whatever the others hold: whoever fills the common room must
  /// not keep the owner from stopping it.
  private static final int FREE_BYTES = 64 << 10;

  private final Channel channel;
  private final Outbox outbox;
  private final Dispatch dispatch;
  private final Caller caller;
  private final HostLimits limits;
  private final HeldBytes held;

  private final Queue<List<byte[]>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicLong pending = new AtomicLong();
  private final Map<RpcId, Thread> streams = new ConcurrentHashMap<>();
  private volatile boolean paused;
  private volatile boolean ending;
  private volatile boolean gone;

  public Calls(
      Channel channel,
      Outbox outbox,
      Dispatch dispatch,
      Caller caller,
      HostLimits limits,
      HeldBytes held) {
    this.channel = channel;
    this.outbox = outbox;
    this.dispatch = dispatch;
    this.caller = caller;
    this.limits = limits;
    this.held = held;
  }

  /// Takes lines over.
  ///
  /// @return false when no more should be read for now
  public boolean take(List<byte[]> lines) {
    long bytes = lines.stream().mapToLong(line -> line.length).sum();
    long mine = pending.addAndGet(bytes);
    boolean common = held.take(bytes);
    boolean fits = mine < limits.pendingBytes() && (common || mine <= FREE_BYTES);
    queue.add(lines);
    if (queued.getAndIncrement() == 0) {
      Thread.ofVirtual().name("host-calls").start(this::work);
    }
    return fits;
  }

  /// Runs on the channel's thread after [#take] said no.
  public void resumeWhenRoom() {
    paused = true;
    resumeIfRoomy();
  }

  /// The daemon stops: streams end, what else is under way is answered, then the connection closes.
  public void finish() {
    ending = true;
    streams.values().forEach(Thread::interrupt);
    closeIfDone();
  }

  /// The connection is gone. Streams stop; work goes on.
  public void gone() {
    gone = true;
    streams.values().forEach(Thread::interrupt);
  }

  private void work() {
    LineBuffer out = new LineBuffer();
    do {
      List<byte[]> lines = queue.poll();
      if (lines != null) {
        lines.forEach(line -> serve(line, out));
      }
      if (queue.isEmpty()) {
        push(out);
      }
    } while (queued.decrementAndGet() > 0);
    closeIfDone();
  }

  private void serve(byte[] line, LineBuffer out) {
    boolean answered = true;
    try {
      answered = serve(RpcCodec.decode(line), line.length, out);
      if (out.length() >= PUSH_BYTES) {
        push(out);
      }
    } catch (RuntimeException | Error e) {
      log.error("host.connection.broken", e);
      var _ = channel.close();
    } finally {
      if (answered) {
        release(line.length);
      }
    }
  }

  /// @return whether the frame is done with; otherwise whoever took it releases its bytes
  private boolean serve(RpcFrame frame, int bytes, LineBuffer out) {
    if (frame.batch()) {
      return serveBatch(frame.messages(), bytes, out);
    }
    return switch (frame.messages().getFirst()) {
      case Request(RpcId id, String method, Optional<JsonNode> params) ->
          serveCall(Optional.of(id), method, params, bytes, out);
      case Notification(String method, Optional<JsonNode> params) ->
          serveCall(Optional.empty(), method, params, bytes, out);
      case Malformed(RpcId id, RpcError error) -> refuse(id, error, out);
      case Response(RpcId id, JsonNode _) -> refuse(id, unasked(), out);
      case Failure(RpcId id, RpcError _) -> refuse(id, unasked(), out);
    };
  }

  private static RpcError unasked() {
    return RpcError.of(ErrorCode.INVALID_REQUEST, "The daemon asked nothing; this is no request.");
  }

  private static boolean refuse(RpcId id, RpcError error, LineBuffer out) {
    out.line(Dispatch.failure(id, error));
    return true;
  }

  private boolean serveCall(
      Optional<RpcId> id, String method, Optional<JsonNode> params, int bytes, LineBuffer out) {
    HostVerb<?, ?> verb = dispatch.find(method);
    RpcId named = id.orElse(RpcId.NONE);
    if (verb == null) {
      id.ifPresent(asked -> out.line(Dispatch.unknown(asked, method)));
      return true;
    }
    if (verb.lane() == Lane.QUICK) {
      AnswerBuffer answer = dispatch.buffer();
      dispatch.answer(verb, named, params, call(named), answer);
      id.ifPresent(_ -> out.line(answer.toBytes()));
      answer.release();
      return true;
    }
    Runnable job =
        () -> {
          AnswerBuffer answer = dispatch.buffer();
          dispatch.answer(verb, named, params, call(named), answer);
          if (id.isPresent()) {
            answer(answer);
          } else {
            answer.release();
          }
        };
    Optional<RpcError> refused = start(verb.verb().streaming() ? id : Optional.empty(), job, bytes);
    refused.ifPresent(error -> id.ifPresent(asked -> refuse(asked, error, out)));
    return refused.isPresent();
  }

  private boolean serveBatch(List<RpcMessage> messages, int bytes, LineBuffer out) {
    Batch batch = new Batch(dispatch, messages, this::call);
    if (batch.quick()) {
      AnswerBuffer answer = batch.answer();
      if (answer.length() > 0) {
        out.line(answer.toBytes());
      }
      answer.release();
      return true;
    }
    Optional<RpcError> refused = start(Optional.empty(), () -> answer(batch.answer()), bytes);
    refused.ifPresent(error -> refuse(RpcId.NONE, error, out));
    return refused.isPresent();
  }

  private Call call(RpcId id) {
    return new Call(caller, new RequestStream(id, outbox, this::stop));
  }

  /// Starts a thread for one call.
  ///
  /// @param stream the id of a call that streams
  /// @return why not, when it may not
  private Optional<RpcError> start(Optional<RpcId> stream, Runnable job, int bytes) {
    if (running.incrementAndGet() > limits.inFlight()) {
      running.decrementAndGet();
      return Optional.of(
          RpcError.of(
              ErrorCode.BUSY,
              "A connection has at most " + limits.inFlight() + " calls under way."));
    }
    Thread thread =
        Thread.ofVirtual()
            .name("host-call")
            .unstarted(() -> {
              try {
                job.run();
              } finally {
                stream.ifPresent(streams::remove);
                release(bytes);
                running.decrementAndGet();
                closeIfDone();
              }
            });
    if (stream.isPresent() && streams.putIfAbsent(stream.get(), thread) != null) {
      running.decrementAndGet();
      return Optional.of(
          RpcError.of(ErrorCode.INVALID_REQUEST, "A stream with this id is open already."));
    }
    thread.start();
    if (stream.isPresent() && (gone || ending)) {
      thread.interrupt();
    }
    return Optional.empty();
  }

  private boolean stop(RpcId id) {
    Thread stream = streams.get(id);
    if (stream != null) {
      stream.interrupt();
    }
    return stream != null;
  }

  private void push(LineBuffer out) {
    if (out.length() == 0) {
      return;
    }
    try {
      outbox.write(out.bytes(), out.length());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.clear();
  }

  /// Answers go out even when the stream before them was interrupted. A batch of notifications has
  /// none.
  private void answer(AnswerBuffer answer) {
    if (answer.length() == 0) {
      answer.release();
      return;
    }
    answer.force((byte) '\n');
    boolean interrupted = Thread.interrupted();
    try {
      outbox.write(answer);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void release(int bytes) {
    pending.addAndGet(-bytes);
    held.give(bytes);
    if (paused) {
      channel.eventLoop().execute(this::resumeIfRoomy);
    }
  }

  /// On the channel's thread. Where this connection has room and all together have none, whoever
  /// makes some asks again.
  private void resumeIfRoomy() {
    long mine = pending.get();
    if (!paused || mine >= limits.pendingBytes() / 2) {
      return;
    }
    if (mine <= FREE_BYTES || held.roomy()) {
      paused = false;
      channel.config().setAutoRead(true);
    } else {
      held.whenRoomy(() -> channel.eventLoop().execute(this::resumeIfRoomy));
    }
  }

  private void closeIfDone() {
    if (ending && queued.get() == 0 && running.get() == 0) {
      outbox.closeWhenEmpty();
    }
  }
}
