package alpi.alp.net;

import alpi.alp.crypto.BulkSuite;
import alpi.alp.crypto.DhKey;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.Preface;
import alpi.alp.link.ClientSession;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Reaches peers on TCP, at addresses that the caller has judged.
public final class LinkDialer implements AutoCloseable {
  private static final long CLOSE_MILLIS = 2_000;

  private final Identity own;
  private final NetLimits limits;
  private final Clock clock;
  private final RandomGenerator random;
  private final WarmUp warmUp = new WarmUp();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("link-dial", true), NioIoHandler.newFactory());

  /// What is open. The end of a loop does not always end its connections: a socket that nobody
  /// moves any more would stay, and whoever is at its other end would wait.
  private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

  /// @param random must be unpredictable outside tests, and safe for several threads
  public LinkDialer(Identity own, NetLimits limits, Clock clock, RandomGenerator random) {
    this.own = own;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /// Connects and shakes hands.
  ///
  /// @throws WireFault when nobody listens there, or not the holder of that key
  public LinkLine dial(InetSocketAddress address, PeerKey peer)
      throws WireFault, InterruptedException {
    Channel channel = connect(address);
    var session = new ClientSession(own, peer, limits.link(), random, clock.now());
    var line = new LinkLine(session, clock, channel, limits);
    // In the loop, so that no event passes between the line being added and being listened to.
    channel.eventLoop().submit(() -> channel.pipeline().addLast(line)).sync();
    boolean opened = false;
    try {
      line.open();
      opened = true;
      return line;
    } finally {
      if (!opened) {
        line.close();
      }
    }
  }

  /// Connects on the fast lane, for blobs. Only to a peer that said it speaks it: another one would
  /// wait in silence for the end of a handshake.
  ///
  /// @throws WireFault when nobody listens there, or not the holder of that key
  public BlobLine dialBlobs(InetSocketAddress address, PeerKey peer, BulkSuite suite)
      throws WireFault, InterruptedException {
    Channel channel = connect(address);
    var bytes = new FastBytes(channel, PieceBuffers.of(channel), limits.stall());
    bytes.prepare();
    channel.eventLoop().submit(() -> channel.pipeline().addLast(bytes)).sync();
    channel.config().setAutoRead(true);
    boolean opened = false;
    try {
      DhKey ephemeral = DhKey.generate(random);
      FastLine line = FastLine.dialled(bytes, own, peer, Preface.Role.DATA, ephemeral);
      opened = true;
      return new BlobLine(own, line, suite, limits.stall(), warmUp);
    } finally {
      if (!opened) {
        bytes.close();
      }
    }
  }

  private Channel connect(InetSocketAddress address) throws WireFault, InterruptedException {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("names are not looked up here");
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.link().handshake().toMillis())
            .handler(new Idle())
            .connect(address)
            .await();
    if (!connecting.isSuccess()) {
      throw new WireFault(Fault.CLOSED, "nobody could be reached there");
    }
    open.add(connecting.channel());
    return connecting.channel();
  }

  @Override
  public void close() {
    try {
      open.close().sync();
      loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).sync();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stands in the pipeline until the line does.
  private static final class Idle extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
