package alpi.alp.net;

import alpi.alp.fast.Preface;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Looks at the first byte of a connection and hands it to the lane that begins so.
final class LaneChooser extends ChannelInboundHandlerAdapter {
  private final LinkListener listener;
  private final ServerCarrier carrier;
  private final BlobService blobs;
  private final PieceBuffers buffers;

  /// Before anything of the carrier's channel is read.
  LaneChooser(LinkListener listener, ServerCarrier carrier, BlobService blobs) {
    this.listener = listener;
    this.carrier = carrier;
    this.blobs = blobs;
    this.buffers = PieceBuffers.of(carrier.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf first = (ByteBuf) message;
    if (!first.isReadable()) {
      first.release();
      return;
    }
    listener.heard(carrier);
    if (first.getByte(first.readerIndex()) != Preface.FIRST) {
      context.pipeline().remove(this);
      carrier.channelRead(context, first);
      return;
    }
    Channel channel = context.channel();
    var bytes = new FastBytes(channel, buffers, listener.limits().stall());
    bytes.prepare();
    channel.closeFuture().addListener(_ -> listener.left(carrier));
    channel.pipeline().remove(carrier);
    carrier.handOver();
    channel.pipeline().replace(this, "fast", bytes);
    bytes.channelRead(context, first);
    blobs.serve(bytes, pinned -> listener.shookHands(carrier, pinned));
  }
}
