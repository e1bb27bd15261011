package alpi.bench;

import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.host.Actors;
import alpi.daemon.host.CallLog;
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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A small verb over the socket beside two bare Netty servers in the same run, 8 connections with
/// 16 requests under way each: a mirror that sends bytes back unread, which bounds what any server
/// can do, and an echo that cuts lines and reads each as JSON, which is the least a server must do.
/// Usage: `HostBench [requests per round]`.
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
    Path mirror = folder.resolve("mirror.sock");
    Path echo = folder.resolve("echo.sock");
    try (HostServer server = server(home);
        Bare unread = new Bare(mirror, Mirror::new);
        Bare read = new Bare(echo, JsonEcho::new)) {
      server.start();
      unread.start();
      read.start();
      var atMirror = new LineLoad(mirror, CONNECTIONS, DEPTH);
      var atEcho = new LineLoad(echo, CONNECTIONS, DEPTH);
      var atHost = new LineLoad(home.socket(), CONNECTIONS, DEPTH);
      for (int round = 1; round <= ROUNDS; round++) {
        LineLoad.Figures bytes = atMirror.run(requests);
        LineLoad.Figures lines = atEcho.run(requests);
        LineLoad.Figures verb = atHost.run(requests);
        System.out.printf(
            "round %d%n  mirror %s%n  json echo %s%n  host.ping %s%n  of mirror %.2f, of echo %.2f%n",
            round,
            bytes,
            lines,
            verb,
            verb.perSecond() / bytes.perSecond(),
            verb.perSecond() / lines.perSecond());
      }
    } finally {
      discard(folder);
    }
  }

  private static void discard(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  private static HostServer server(Home home) {
    Time time = Time.system();
    var version = new Version("alpi", "bench", Protocol.ONE, 0, time.now(), home.root().toString());
    var dispatch =
        new Dispatch(
            new VersionVerbs(version).verbs(),
            new ErrorMap(new Ids(time, new Random(1))),
            CallLog.NONE,
            HostLimits.DEFAULT);
    return new HostServer(
        home, dispatch, new Actors(new Anyone(), (_, _, _) -> {}), HostLimits.DEFAULT);
  }

  /// Lets the load in: what is measured is the plane, not the kernel's answer at connect.
  private static final class Anyone implements PeerCheck {
    @Override
    public Optional<Peer> peer(int fd) {
      return Optional.of(new Peer(1, 1, 1));
    }

    @Override
    public long ownUid() {
      return 1;
    }

    @Override
    public boolean descends(Peer peer) {
      return false;
    }
  }

  /// A server of one handler.
  private static final class Bare implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Path socket;
    private final Supplier<ChannelHandler> handler;

    Bare(Path socket, Supplier<ChannelHandler> handler) {
      this.socket = socket;
      this.handler = handler;
    }

    void start() throws InterruptedException {
      new ServerBootstrap()
          .group(group)
          .channel(NioServerDomainSocketChannel.class)
          .childHandler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(handler.get());
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

  private static final class Mirror extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      var _ = ctx.write(msg);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }

  /// Reads every token of every line, then sends the line back.
  private static final class JsonEcho extends ByteToMessageDecoder {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      int length = in.bytesBefore((byte) '\n');
      if (length < 0) {
        return;
      }
      byte[] line = new byte[length + 1];
      in.readBytes(line);
      try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
        while (parser.nextToken() != null) {
          if (parser.currentToken() == JsonToken.VALUE_STRING) {
            parser.getString();
          }
        }
      }
      var _ = ctx.write(Unpooled.wrappedBuffer(line));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
      super.channelReadComplete(ctx);
      ctx.flush();
    }
  }
}
