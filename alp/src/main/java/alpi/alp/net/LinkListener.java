package alpi.alp.net;

import alpi.alp.link.Gate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Listens for peers on TCP. One thread moves the bytes of all connections.
public final class LinkListener implements AutoCloseable {
  private static final long CLOSE_MILLIS = 2_000;

  private final Gate gate;
  private final LinkServices services;
  private final LinkWatch watch;
  private final NetLimits limits;
  private final Clock clock;
  private final RandomGenerator random;

  /// Guards the three collections. Nothing is called out under it.
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<ServerCarrier> open = new HashSet<>();
  private final Set<ServerCarrier> shaking = new HashSet<>();
  private final Deque<ServerCarrier> waiting = new ArrayDeque<>();
  private Optional<BlobService> blobs = Optional.empty();
  private Optional<EventLoopGroup> loop = Optional.empty();
  private Optional<Channel> listening = Optional.empty();

  /// @param random must be unpredictable outside tests, and safe for several threads
  public LinkListener(
      Gate gate,
      LinkServices services,
      LinkWatch watch,
      NetLimits limits,
      Clock clock,
      RandomGenerator random) {
    this.gate = gate;
    this.services = services;
    this.watch = watch;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /// Serves the fast lane too, on the same port. Before [#start].
  public void serve(BlobService service) {
    blobs = Optional.of(service);
  }

  /// Binds the address; port 0 finds a free one.
  ///
  /// @return where it listens
  public InetSocketAddress start(InetSocketAddress address) throws InterruptedException {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("link", true), NioIoHandler.newFactory());
    loop = Optional.of(group);
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, limits.connections())
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    arrived(channel);
                  }
                });
    try {
      Channel bound = bootstrap.bind(address).sync().channel();
      listening = Optional.of(bound);
      return (InetSocketAddress) bound.localAddress();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void arrived(Channel channel) {
    var carrier = new ServerCarrier(this, channel);
    boolean begins;
    lock.lock();
    try {
      if (open.size() >= limits.connections()) {
        var _ = channel.close();
        return;
      }
      open.add(carrier);
      begins = shaking.size() < limits.handshakes();
      if (begins) {
        shaking.add(carrier);
      } else {
        waiting.addLast(carrier);
      }
    } finally {
      lock.unlock();
    }
    blobs.ifPresent(service -> channel.pipeline().addLast(new LaneChooser(this, carrier, service)));
    channel.pipeline().addLast(carrier);
    if (begins) {
      carrier.begin();
    }
  }

  /// The carrier's handshake is over, well or not.
  void shookHands(ServerCarrier carrier) {
    beginNext(carrier, false);
  }

  void left(ServerCarrier carrier) {
    beginNext(carrier, true);
  }

  private void beginNext(ServerCarrier carrier, boolean gone) {
    Optional<ServerCarrier> next = Optional.empty();
    lock.lock();
    try {
      if (gone) {
        open.remove(carrier);
        waiting.remove(carrier);
      }
      if (shaking.remove(carrier)) {
        next = Optional.ofNullable(waiting.pollFirst());
        next.ifPresent(shaking::add);
      }
    } finally {
      lock.unlock();
    }
    next.ifPresent(ServerCarrier::begin);
  }

  /// Where a connection comes from, without its port.
  static Optional<String> hostOf(Channel channel) {
    return Optional.of(((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress());
  }

  /// Connections at this moment.
  public int connections() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  Gate gate() {
    return gate;
  }

  LinkServices services() {
    return services;
  }

  LinkWatch watch() {
    return watch;
  }

  NetLimits limits() {
    return limits;
  }

  Clock clock() {
    return clock;
  }

  RandomGenerator random() {
    return random;
  }

  /// Stops listening and closes every connection.
  @Override
  public void close() {
    try {
      if (listening.isPresent()) {
        listening.get().close().sync();
        listening = Optional.empty();
      }
      if (loop.isPresent()) {
        loop.get().shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).sync();
        loop = Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
