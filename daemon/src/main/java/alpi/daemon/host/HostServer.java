package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.RpcError;
import alpi.alp.rpc.RpcId;
import alpi.daemon.base.Home;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens on the Unix socket. One thread moves the bytes of all connections; the verbs run on
/// virtual threads.
public final class HostServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostServer.class);
  private static final long CLOSE_MILLIS = 2_000;

  private final SocketFile file;
  private final Dispatch dispatch;
  private final Actors actors;
  private final HostLimits limits;
  private final HeldBytes held;
  private final HeldBytes partial;
  private final Map<Channel, Calls> open = new ConcurrentHashMap<>();

  /// Guards nothing: only waits for `open` to become empty.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition emptied = lock.newCondition();
  private @Nullable EventLoopGroup loop;
  private @Nullable Channel listening;

  public HostServer(Home home, Dispatch dispatch, Actors actors, HostLimits limits) {
    this.file = new SocketFile(home);
    this.dispatch = dispatch;
    this.actors = actors;
    this.limits = limits;
    this.held = new HeldBytes(limits.heldBytes());
    this.partial = new HeldBytes(limits.heldBytes());
  }

  /// Binds the socket.
  ///
  /// @throws Problem when another daemon answers there or the place cannot be trusted
  public void start() throws InterruptedException {
    file.prepare();
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("host", true), NioIoHandler.newFactory());
    loop = group;
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerDomainSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, limits.connections())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HostConnection(HostServer.this, limits));
                  }
                });
    try {
      listening = bootstrap.bind(file.address()).sync().channel();
      file.verify();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    log.info("host.listening socket={}", file.address());
  }

  /// Lets a connection in, or tells it why not and closes it.
  Optional<Calls> admit(Channel channel, Outbox outbox) {
    if (open.size() >= limits.connections()) {
      refuse(
          outbox,
          RpcError.of(
              ErrorCode.BUSY,
              "The daemon serves at most " + limits.connections() + " connections at a time."));
      return Optional.empty();
    }
    Optional<Caller> caller = actors.admit(channel);
    if (caller.isEmpty()) {
      refuse(
          outbox,
          RpcError.of(ErrorCode.FORBIDDEN, "The daemon could not tell that you are its owner."));
      return Optional.empty();
    }
    Calls calls = new Calls(channel, outbox, dispatch, caller.get(), limits, held);
    open.put(channel, calls);
    return Optional.of(calls);
  }

  private static void refuse(Outbox outbox, RpcError error) {
    outbox.force(LineBuffer.ended(Dispatch.failure(RpcId.NONE, error)));
    outbox.closeWhenEmpty();
  }

  void left(Channel channel) {
    open.remove(channel);
    lock.lock();
    try {
      emptied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Counts the lines that are not yet whole. Apart from the whole ones: those are being answered,
  /// so waiting for them comes to an end.
  HeldBytes partial() {
    return partial;
  }

  /// Connections at this moment.
  public int connections() {
    return open.size();
  }

  /// Stops listening, gives what is being answered two seconds to go out, closes the rest.
  @Override
  public void close() {
    EventLoopGroup group = loop;
    loop = null;
    if (group == null) {
      return;
    }
    try {
      if (listening != null) {
        listening.close().sync();
        open.values().forEach(Calls::finish);
        awaitEmpty();
        file.remove();
      }
      group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).sync();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The socket could not be removed.").because(e);
    }
  }

  private void awaitEmpty() throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    lock.lock();
    try {
      while (!open.isEmpty() && left > 0) {
        left = emptied.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
