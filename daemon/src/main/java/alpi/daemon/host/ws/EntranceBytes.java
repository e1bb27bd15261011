package alpi.daemon.host.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Counts what a stranger sends, before anything is put together from it. Whoever sends more than
/// the words of an entrance need is cut off; it leaves the pipeline once somebody has entered.
final class EntranceBytes extends ChannelInboundHandlerAdapter {
  private final int most;
  private long seen;

  EntranceBytes(int most) {
    this.most = most;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    if (msg instanceof ByteBuf bytes) {
      seen += bytes.readableBytes();
      if (seen > most) {
        bytes.release();
        var _ = ctx.close();
        return;
      }
    }
    super.channelRead(ctx, msg);
  }
}
