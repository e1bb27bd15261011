package alpi.daemon.host.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/// Makes one message of each line on the way out. What comes is always whole lines.
final class LineFrames extends ChannelOutboundHandlerAdapter {
  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise)
      throws Exception {
    if (!(msg instanceof ByteBuf lines)) {
      super.write(ctx, msg, promise);
      return;
    }
    try {
      int length = next(lines);
      while (length >= 0) {
        ByteBuf line = lines.readRetainedSlice(length);
        lines.skipBytes(1);
        length = next(lines);
        ChannelPromise told = length < 0 ? promise : ctx.newPromise();
        var _ = ctx.write(new TextWebSocketFrame(line), told);
      }
    } finally {
      lines.release();
    }
  }

  private static int next(ByteBuf lines) {
    return lines.isReadable() ? lines.bytesBefore((byte) '\n') : -1;
  }
}
