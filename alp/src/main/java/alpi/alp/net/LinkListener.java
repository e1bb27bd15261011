package alpi.alp.net;

import alpi.alp.link.Gate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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

  /// Guards the doorway. Nothing is called out under it.
  private final ReentrantLock lock = new ReentrantLock();

  /// What is open. The end of a loop does not always end its connections: a socket that nobody
  /// moves any more would stay, and whoever is at its other end would wait.
  private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

  private final Doorway<ServerCarrier> doorway;
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
    this.doorway = new Doorway<>(limits);
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
    open.add(channel);
    var carrier = new ServerCarrier(this, channel);
    Doorway.Change<ServerCarrier> change;
    lock.lock();
    try {
      change = doorway.arrived(carrier, hostOf(channel).orElse(""));
    } finally {
      lock.unlock();
    }
    change
        .gone()
        .forEach(gone -> {
          var _ = gone.channel().close();
        });
    if (change.gone().contains(carrier)) {
      return;
    }
    blobs.ifPresent(service -> channel.pipeline().addLast(new LaneChooser(this, carrier, service)));
    channel.pipeline().addLast(carrier);
    change.begun().forEach(ServerCarrier::begin);
  }

  /// The first bytes of a connection came.
  void heard(ServerCarrier carrier) {
    lock.lock();
    try {
      doorway.heard(carrier);
    } finally {
      lock.unlock();
    }
  }

  /// The carrier's handshake is over, well or not.
  ///
  /// @param pinned whether its other end proved to be a pinned peer
  void shookHands(ServerCarrier carrier, boolean pinned) {
    begin(() -> doorway.settled(carrier, pinned));
  }

  void left(ServerCarrier carrier) {
    begin(() -> doorway.left(carrier));
  }

  private void begin(Supplier<List<ServerCarrier>> next) {
    List<ServerCarrier> begun;
    lock.lock();
    try {
      begun = next.get();
    } finally {
      lock.unlock();
    }
    begun.forEach(ServerCarrier::begin);
  }

  /// Where a connection comes from, without its port.
  static Optional<String> hostOf(Channel channel) {
    return Optional.of(((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress());
  }

  /// Connections at this moment.
  public int connections() {
    lock.lock();
    try {
      return doorway.size();
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
      open.close().sync();
      if (loop.isPresent()) {
        loop.get().shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).sync();
        loop = Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
