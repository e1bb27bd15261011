package alpi.alp.net;

import alpi.alp.envelope.LinkCode;
import alpi.alp.envelope.LinkError;
import alpi.alp.envelope.Part;
import alpi.alp.link.LinkOutput;
import alpi.alp.link.ServerSession;
import alpi.alp.wire.Moment;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A connection that somebody made to us. Its session begins when there is a place for its
/// handshake; until then nothing of it is read.
final class ServerCarrier extends Carrier {
  private final LinkListener listener;
  private Optional<ServerSession> session = Optional.empty();
  private Optional<Thread> serving = Optional.empty();
  private boolean settledHandshake;

  ServerCarrier(LinkListener listener, Channel channel) {
    super(listener.clock(), channel, listener.limits());
    this.listener = listener;
  }

  /// Begins the handshake.
  void begin() {
    post(() -> {
      session =
          Optional.of(
              new ServerSession(
                  listener.gate(),
                  listener.limits().link(),
                  LinkListener.hostOf(channel()),
                  listener.random(),
                  now()));
      perform(List.of());
      channel().config().setAutoRead(true);
    });
  }

  /// The connection speaks another lane: nothing of it comes here any more.
  void handOver() {
    post(() -> {
      session = Optional.empty();
      perform(List.of());
    });
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) channel().remoteAddress();
  }

  void answer(String id, JsonNode result, Part part) {
    session.ifPresent(open -> perform(open.answer(id, result, part, now())));
  }

  void refuse(String id, LinkError error) {
    session.ifPresent(open -> perform(open.refuse(id, error, now())));
  }

  @Override
  List<LinkOutput> received(byte[] bytes, Moment now) {
    if (!settledHandshake) {
      listener.heard(this);
    }
    return session.map(open -> open.received(bytes, now)).orElse(List.of());
  }

  @Override
  List<LinkOutput> tick(Moment now) {
    return session.map(open -> open.tick(now)).orElse(List.of());
  }

  @Override
  List<LinkOutput> disconnected() {
    listener.left(this);
    return session.map(ServerSession::disconnected).orElse(List.of());
  }

  @Override
  Optional<Moment> deadline() {
    return session.flatMap(ServerSession::deadline);
  }

  @Override
  void settled() {
    Optional<ServerSession> done = session.filter(open -> !open.isHandshaking());
    if (!settledHandshake && done.isPresent()) {
      settledHandshake = true;
      listener.shookHands(this, done.get().isPinned());
    }
  }

  @Override
  void told(LinkOutput output) {
    listener.watch().told(address(), output);
    switch (output) {
      case LinkOutput.Deliver(var peer, var request) ->
          serve(new LinkExchange(peer, request, this));
      case LinkOutput.Abandoned _ -> serving.ifPresent(Thread::interrupt);
      case LinkOutput.Send _,
          LinkOutput.Opened _,
          LinkOutput.Denied _,
          LinkOutput.Dropped _,
          LinkOutput.Heard _,
          LinkOutput.Closed _ -> {
        // Only watched.
      }
    }
  }

  private void serve(LinkExchange exchange) {
    serving = Optional.of(Thread.ofVirtual().name("link-serve").start(() -> run(exchange)));
  }

  private void run(LinkExchange exchange) {
    try {
      listener.services().serve(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!exchange.hasEnded()) {
        var error = LinkError.of(LinkCode.INTERNAL_ERROR, "no answer was found");
        post(() -> refuse(exchange.request().id(), error));
      }
    }
  }
}
