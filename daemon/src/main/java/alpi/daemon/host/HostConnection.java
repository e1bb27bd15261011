package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.RpcError;
import alpi.alp.rpc.RpcId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bytes of one client. Runs on the channel's thread only: cuts lines, hands them to the
/// [Calls] of the connection, stops reading while too much is unanswered.
final class HostConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HostConnection.class);

  private final HostServer server;
  private final HostLimits limits;
  private final LineReader reader;
  private List<byte[]> lines = new ArrayList<>();
  private long counted;
  private long begun;
  private boolean watched;
  private boolean over;
  private @Nullable Outbox outbox;
  private @Nullable Calls calls;

  HostConnection(HostServer server, HostLimits limits) {
    this.server = server;
    this.limits = limits;
    this.reader = new LineReader(limits.frameBytes());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Outbox out = new Outbox(ctx.channel(), limits, () -> stalled(ctx));
    outbox = out;
    server.admit(ctx.channel(), out).ifPresentOrElse(ready -> calls = ready, () -> over = true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf in = (ByteBuf) msg;
    try {
      if (over || calls == null) {
        return;
      }
      if (!reader.read(in, lines::add)) {
        end(
            ErrorCode.TOO_LARGE,
            "A message has at most " + limits.frameBytes() + " bytes; the connection is closed.");
      } else if (!countPartial()) {
        end(ErrorCode.BUSY, "The daemon holds too many unfinished messages; try again.");
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    watchLine(ctx);
    Calls to = calls;
    if (to == null || lines.isEmpty()) {
      return;
    }
    List<byte[]> batch = lines;
    lines = new ArrayList<>();
    if (!to.take(batch)) {
      ctx.channel().config().setAutoRead(false);
      to.resumeWhenRoom();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    server.partial().give(counted);
    counted = 0;
    if (outbox != null) {
      outbox.close();
    }
    if (calls != null) {
      calls.gone();
    }
    server.left(ctx.channel());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("host.connection.lost", cause);
    } else {
      log.error("host.connection.broken", cause);
    }
    var _ = ctx.close();
  }

  /// A line that does not end holds memory for nothing. Looked at twice in the time that a client
  /// may be silent: the same unfinished line at both looks is given up.
  private void watchLine(ChannelHandlerContext ctx) {
    if (!lines.isEmpty() || reader.held() == 0) {
      begun++;
    }
    if (reader.held() > 0 && !watched) {
      look(ctx, begun);
    }
  }

  private void look(ChannelHandlerContext ctx, long seen) {
    watched = true;
    long half = Math.max(1, limits.stall().toMillis() / 2);
    var _ = ctx.executor().schedule(() -> lookAgain(ctx, seen), half, TimeUnit.MILLISECONDS);
  }

  private void lookAgain(ChannelHandlerContext ctx, long seen) {
    watched = false;
    if (over || reader.held() == 0) {
      return;
    }
    // While we do not read it is not the client who is slow.
    if (seen == begun && ctx.channel().config().isAutoRead()) {
      end(
          ErrorCode.DEADLINE,
          "A message was not finished within " + limits.stall().toSeconds() + " seconds.");
    } else {
      look(ctx, begun);
    }
  }

  private boolean countPartial() {
    long held = reader.held();
    boolean fits = server.partial().take(held - counted);
    counted = held;
    return fits;
  }

  /// Says why, then closes. What else arrives is thrown away unread.
  private void end(ErrorCode code, String sentence) {
    over = true;
    lines.clear();
    reader.clear();
    if (outbox != null) {
      outbox.force(LineBuffer.ended(Dispatch.failure(RpcId.NONE, RpcError.of(code, sentence))));
      outbox.closeWhenEmpty();
    }
  }

  private void stalled(ChannelHandlerContext ctx) {
    log.warn("host.connection.stalled after={}", limits.stall());
    if (outbox != null) {
      outbox.force(
          LineBuffer.ended(
              Dispatch.failure(
                  RpcId.NONE,
                  RpcError.of(
                      ErrorCode.DEADLINE,
                      "The client read nothing for " + limits.stall().toSeconds() + " seconds."))));
    }
    var _ = ctx.close();
  }
}
