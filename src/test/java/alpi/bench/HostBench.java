package alpi.bench;

import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.host.Actors;
import alpi.daemon.host.Dispatch;
import alpi.daemon.host.ErrorMap;
import alpi.daemon.host.HostLimits;
import alpi.daemon.host.HostServer;
import alpi.daemon.host.Peer;
import alpi.daemon.host.PeerCheck;
import alpi.daemon.host.verb.VersionVerbs;
import alpi.daemon.host.verb.VersionVerbs.Protocol;
import alpi.daemon.host.verb.VersionVerbs.Version;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/// A small verb over the socket beside a bare Netty echo of the same line, 8 connections with 16
/// requests under way each. Usage: `HostBench [requests per round]`.
public final class HostBench {
  private static final int CONNECTIONS = 8;
  private static final int DEPTH = 16;
  private static final int ROUNDS = 5;
  private static final int REQUESTS = 400_000;

  private HostBench() {}

  public static void main(String[] arguments) throws Exception {
    int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : REQUESTS;
    Path folder = Files.createTempDirectory("alpi-bench");
    var home = new Home(folder.resolve("home"));
    Path echo = folder.resolve("echo.sock");
    try (HostServer server = server(home);
        Echo bare = new Echo(echo)) {
      server.start();
      bare.start();
      var atEcho = new LineLoad(echo, CONNECTIONS, DEPTH);
      var atHost = new LineLoad(home.socket(), CONNECTIONS, DEPTH);
      for (int round = 1; round <= ROUNDS; round++) {
        LineLoad.Figures plain = atEcho.run(requests);
        LineLoad.Figures verb = atHost.run(requests);
        System.out.printf(
            "round %d  echo %s  host.ping %s  ratio %.2f%n",
            round, plain, verb, verb.perSecond() / plain.perSecond());
      }
    }
  }

  private static HostServer server(Home home) {
    Time time = Time.system();
    var version = new Version("alpi", "bench", Protocol.ONE, 0, time.now(), home.root().toString());
    var dispatch =
        new Dispatch(
            new VersionVerbs(version).verbs(),
            new ErrorMap(new Ids(time, new Random(1))),
            HostLimits.DEFAULT);
    return new HostServer(
        home, dispatch, new Actors(new Anyone(), (_, _, _) -> {}), HostLimits.DEFAULT);
  }

  /// Lets the load in: what is measured is the plane, not the kernel's answer at connect.
  private static final class Anyone implements PeerCheck {
    @Override
    public Optional<Peer> peer(int fd) {
      return Optional.of(new Peer(1, 1));
    }

    @Override
    public long ownUid() {
      return 1;
    }

    @Override
    public boolean descends(long pid) {
      return false;
    }
  }

  /// Sends back whatever it reads.
  private static final class Echo implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Path socket;

    Echo(Path socket) {
      this.socket = socket;
    }

    void start() throws InterruptedException {
      new ServerBootstrap()
          .group(group)
          .channel(NioServerDomainSocketChannel.class)
          .childHandler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(new Back());
                }
              })
          .bind(UnixDomainSocketAddress.of(socket))
          .sync();
    }

    @Override
    public void close() {
      var _ = group.shutdownGracefully();
    }
  }

  private static final class Back extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      var _ = ctx.write(msg);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }
}
