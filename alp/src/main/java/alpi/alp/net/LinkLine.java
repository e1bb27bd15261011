package alpi.alp.net;

import alpi.alp.envelope.Envelope;
import alpi.alp.link.ClientSession;
import alpi.alp.link.LinkOutput;
import alpi.alp.wire.Fault;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// An open session with a peer, for one caller at a time. Once it has failed it stays closed, and
/// what was asked is not asked again.
public final class LinkLine extends Carrier implements AutoCloseable {
  private final ClientSession session;

  /// Parts that may wait for the caller before nothing more is read.
  static final int MAX_UNHEARD = 16;

  private final BlockingQueue<LinkOutput> heard = new LinkedBlockingQueue<>();

  /// A permit for each part that may still be put into `heard`.
  private final Semaphore room = new Semaphore(MAX_UNHEARD);

  LinkLine(ClientSession session, Clock clock, Channel channel, NetLimits limits) {
    super(clock, channel, limits);
    this.session = session;
  }

  void open() throws WireFault, InterruptedException {
    List<LinkOutput> first = session.start();
    post(() -> {
      perform(first);
      channel().config().setAutoRead(true);
      if (!channel().isActive()) {
        perform(disconnected());
      }
    });
    next();
  }

  /// Asks, and waits for the last answer.
  ///
  /// @param stream whether the answer may come in parts, which go to `parts`
  /// @param patience for each part
  /// @throws WireFault when there is no last answer; whether the request was served is unknown
  public Envelope call(
      String method,
      ObjectNode params,
      boolean stream,
      Duration patience,
      Consumer<Envelope.Answer> parts)
      throws WireFault, InterruptedException {
    post(() -> ask(method, params, stream, patience));
    boolean ended = false;
    try {
      while (true) {
        if (next() instanceof LinkOutput.Heard(Envelope answer, boolean last)) {
          if (last) {
            ended = true;
            return answer;
          }
          if (answer instanceof Envelope.Answer part) {
            parts.accept(part);
          }
        }
      }
    } finally {
      if (!ended) {
        close();
      }
    }
  }

  private void ask(String method, ObjectNode params, boolean stream, Duration patience) {
    if (!session.isReady()) {
      heard.add(new LinkOutput.Closed(Fault.CLOSED, "the session is over"));
      return;
    }
    try {
      perform(session.call(method, params, stream, patience, now()));
    } catch (WireFault fault) {
      heard.add(new LinkOutput.Closed(fault.fault(), String.valueOf(fault.getMessage())));
    }
  }

  private LinkOutput next() throws WireFault, InterruptedException {
    LinkOutput output = heard.take();
    if (output instanceof LinkOutput.Heard) {
      room.release();
    }
    if (output instanceof LinkOutput.Closed(Fault fault, String detail)) {
      throw new WireFault(fault, detail);
    }
    return output;
  }

  /// Whether a call can be made. It may still fail: the other side can close at any time.
  public boolean isOpen() {
    return channel().isActive();
  }

  /// Runs `told` once the connection is closed, at once if it is.
  public void whenClosed(Runnable told) {
    var _ = channel().closeFuture().addListener(_ -> told.run());
  }

  @Override
  public void close() {
    var _ = channel().close();
    room.release(Short.MAX_VALUE);
  }

  @Override
  List<LinkOutput> received(byte[] bytes, Moment now) {
    return session.received(bytes, now);
  }

  @Override
  List<LinkOutput> tick(Moment now) {
    return session.tick(now);
  }

  @Override
  List<LinkOutput> disconnected() {
    return session.disconnected();
  }

  @Override
  Optional<Moment> deadline() {
    return session.deadline();
  }

  @Override
  void told(LinkOutput output) {
    if (output instanceof LinkOutput.Heard) {
      room.acquireUninterruptibly();
    }
    heard.add(output);
  }

  @Override
  void settled() {}
}
