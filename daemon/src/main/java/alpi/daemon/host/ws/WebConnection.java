package alpi.daemon.host.ws;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.RpcCodec;
import alpi.alp.rpc.RpcError;
import alpi.alp.rpc.RpcFrame;
import alpi.alp.rpc.RpcId;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.daemon.base.DeviceId;
import alpi.daemon.host.Call;
import alpi.daemon.host.Calls;
import alpi.daemon.host.DeviceCaller;
import alpi.daemon.host.Dispatch;
import alpi.daemon.host.Outbox;
import alpi.daemon.host.Stranger;
import alpi.daemon.host.device.Device;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One WebSocket. The first message says who it is; from then on each message is a line of the
/// plane, served by the same [Calls] as those of the local socket. All fields belong to the
/// channel's thread.
final class WebConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final Logger log = LoggerFactory.getLogger(WebConnection.class);

  private final WebServer server;
  private final InetAddress from;
  private List<byte[]> lines = new ArrayList<>();
  private boolean stranger = true;
  private boolean asked;
  private boolean over;
  private boolean heard = true;
  private int silent;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Outbox outbox;
  private volatile @Nullable DeviceCaller caller;
  private @Nullable Calls calls;

  WebConnection(WebServer server, InetAddress from) {
    this.server = server;
    this.from = from;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    outbox = new Outbox(ctx.channel(), server.parts().hostLimits(), () -> stalled(ctx));
    WebLimits limits = server.parts().limits();
    var _ =
        ctx.executor()
            .schedule(
                () -> mustHaveEntered(ctx), limits.entrance().toMillis(), TimeUnit.MILLISECONDS);
    beatLater(ctx);
    if (!ctx.channel().isActive()) {
      gone();
    }
  }

  private void mustHaveEntered(ChannelHandlerContext ctx) {
    if (stranger) {
      end(ctx, WebSocketCloseStatus.POLICY_VIOLATION, "You did not say who you are in time.");
    }
  }

  private void beatLater(ChannelHandlerContext ctx) {
    long millis = server.parts().limits().beat().toMillis();
    var _ = ctx.executor().schedule(() -> beat(ctx), millis, TimeUnit.MILLISECONDS);
  }

  /// Asks a silent client whether it lives; one that does not say so twice is gone.
  private void beat(ChannelHandlerContext ctx) {
    if (over || !ctx.channel().isActive()) {
      return;
    }
    silent = heard ? 0 : silent + 1;
    heard = false;
    if (silent > 1 && ctx.channel().config().isAutoRead()) {
      var _ = ctx.close();
      return;
    }
    var _ = ctx.writeAndFlush(new PingWebSocketFrame());
    beatLater(ctx);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    heard = true;
    if (over) {
      return;
    }
    switch (frame) {
      case TextWebSocketFrame text -> lines.add(ByteBufUtil.getBytes(text.content()));
      case PingWebSocketFrame ping -> {
        var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      }
      case PongWebSocketFrame _ -> {}
      case CloseWebSocketFrame close -> {
        over = true;
        var _ = ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
      }
      default -> end(ctx, WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "Messages are text.");
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    handOver(ctx);
    ctx.fireChannelReadComplete();
  }

  private void handOver(ChannelHandlerContext ctx) {
    if (over || lines.isEmpty()) {
      return;
    }
    Calls to = calls;
    if (to != null) {
      List<byte[]> batch = lines;
      lines = new ArrayList<>();
      if (!to.take(batch)) {
        ctx.channel().config().setAutoRead(false);
        to.resumeWhenRoom();
      }
    } else if (!asked) {
      asked = true;
      byte[] first = lines.removeFirst();
      Thread.ofVirtual().name("web-entrance").start(() -> entrance(ctx, first));
    }
  }

  /// On a thread of its own: reads who it is, and answers.
  private void entrance(ChannelHandlerContext ctx, byte[] line) {
    Stranger who = new Stranger();
    byte[] answer = answer(ctx.channel(), line, who);
    ctx.executor().execute(() -> decide(ctx, answer, who));
  }

  private byte[] answer(Channel channel, byte[] line, Stranger who) {
    RpcFrame frame = RpcCodec.decode(line);
    if (!frame.batch() && frame.messages().getFirst() instanceof Request request) {
      if (ours(channel)) {
        server.parts().refused(request.method(), "descends from the daemon");
        return failure(request.id(), "A process that the daemon started does not come in here.");
      }
      if (!Stranger.ENTRANCE.contains(request.method())) {
        return failure(request.id(), "The first message is host.device.enter.");
      }
      byte[] answer = server.parts().dispatch().get().answer(request, new Call(who, NoStream.NONE));
      if (who.device().isEmpty()) {
        server.parts().refused(request.method(), "unknown");
      }
      return answer;
    }
    return failure(RpcId.NONE, "The first message is a request: host.device.enter.");
  }

  private static byte[] failure(RpcId id, String sentence) {
    return Dispatch.failure(id, RpcError.of(ErrorCode.FORBIDDEN, sentence));
  }

  private boolean ours(Channel channel) {
    return from.isLoopbackAddress()
        && server
            .parts()
            .ours()
            .test(
                (InetSocketAddress) channel.remoteAddress(),
                (InetSocketAddress) channel.localAddress());
  }

  private void decide(ChannelHandlerContext ctx, byte[] answer, Stranger who) {
    if (over || !ctx.channel().isActive()) {
      return;
    }
    if (who.device().isEmpty()) {
      server.crowd().failed(from);
      say(answer);
      end(ctx, WebSocketCloseStatus.POLICY_VIOLATION, "You are not known here.");
      return;
    }
    Device device = who.device().get();
    if (!server.crowd().enter(device.id())) {
      say(failure(RpcId.NONE, "This device has too many connections open."));
      end(ctx, WebSocketCloseStatus.TRY_AGAIN_LATER, "Too many connections.");
      return;
    }
    noStranger();
    ctx.pipeline().remove(EntranceBytes.class);
    WebParts parts = server.parts();
    Channel channel = ctx.channel();
    DeviceCaller entered = new DeviceCaller(device, () -> ours(channel), parts.refusals());
    caller = entered;
    server.entered(this);
    calls =
        new Calls(
            channel, outbox(), parts.dispatch().get(), entered, parts.hostLimits(), server.held());
    say(answer);
    stillPaired(device);
    handOver(ctx);
  }

  /// Between its entrance and its place among those that a revocation reaches, it may have been
  /// revoked.
  private void stillPaired(Device device) {
    Thread.ofVirtual()
        .name("web-entered")
        .start(() -> {
          boolean paired = server.parts().devices().list().stream().anyMatch(device::sameRights);
          if (!paired) {
            revoked();
          }
        });
  }

  private void noStranger() {
    if (stranger) {
      stranger = false;
      server.crowd().strangerGoes();
    }
  }

  private Outbox outbox() {
    Outbox out = outbox;
    if (out == null) {
      throw new IllegalStateException("the connection was not added to a pipeline");
    }
    return out;
  }

  private void say(byte[] answer) {
    byte[] line = new byte[answer.length + 1];
    System.arraycopy(answer, 0, line, 0, answer.length);
    line[answer.length] = '\n';
    outbox().force(line);
  }

  boolean of(DeviceId device) {
    DeviceCaller is = caller;
    return is != null && is.device().id().equals(device);
  }

  /// From any thread: its rights ended or changed. Nothing more begins, and the socket closes.
  void revoked() {
    DeviceCaller is = caller;
    if (is != null) {
      is.end();
    }
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor()
          .execute(() ->
              end(
                  ctx,
                  WebSocketCloseStatus.POLICY_VIOLATION,
                  "The device was revoked or changed."));
    }
  }

  /// Says why behind everything that is on its way, then closes.
  private void end(ChannelHandlerContext ctx, WebSocketCloseStatus status, String reason) {
    if (over) {
      return;
    }
    over = true;
    lines.clear();
    // After what the outbox has queued: both run on this thread, in order.
    ctx.executor()
        .execute(() -> {
          var _ =
              ctx.writeAndFlush(new CloseWebSocketFrame(status, reason))
                  .addListener(ChannelFutureListener.CLOSE);
        });
    // A client that reads nothing does not hold the close up.
    var _ =
        ctx.executor()
            .schedule(
                () -> {
                  var _ = ctx.close();
                },
                500,
                TimeUnit.MILLISECONDS);
  }

  private void stalled(ChannelHandlerContext ctx) {
    log.warn("web.connection.stalled after={}", server.parts().hostLimits().stall());
    var _ = ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone();
    ctx.fireChannelInactive();
  }

  private void gone() {
    over = true;
    noStranger();
    outbox().close();
    if (calls != null) {
      calls.gone();
    }
    DeviceCaller was = caller;
    if (was != null) {
      caller = null;
      was.end();
      server.left(this);
      server.crowd().leave(was.device().id());
      Thread.ofVirtual().name("web-left").start(() -> left(was.device().id()));
    }
  }

  private void left(DeviceId device) {
    try {
      server.parts().devices().left(device);
    } catch (Problem e) {
      log.debug("web.left reason={}", e.sentence());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      end(ctx, WebSocketCloseStatus.MESSAGE_TOO_BIG, "A message is too long.");
      return;
    }
    if (cause instanceof IOException) {
      log.debug("web.connection.lost", cause);
    } else {
      log.warn("web.connection.broken reason={}", cause.toString());
    }
    var _ = ctx.close();
  }
}
