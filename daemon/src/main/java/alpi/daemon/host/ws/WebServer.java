package alpi.daemon.host.ws;

import alpi.daemon.base.DeviceId;
import alpi.daemon.host.HeldBytes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listening socket and all that came through it. One thread moves the bytes; entrances and
/// verbs run on virtual threads.
final class WebServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final long CLOSE_MILLIS = 1_000;

  private final WebParts parts;
  private final WebPage page;
  private final Crowd crowd;
  private final EventLoopGroup group;
  private final Channel listening;
  private final WebNames names;
  private final HeldBytes held;
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private final Consumer<DeviceId> onChange = this::changed;
  private final Set<WebConnection> entered = ConcurrentHashMap.newKeySet();

  private WebServer(WebParts parts, InetSocketAddress address, List<String> hosts)
      throws InterruptedException, BindException {
    this.parts = parts;
    this.page = WebPage.load();
    this.crowd = new Crowd(parts.limits(), parts.time());
    this.held = new HeldBytes(parts.hostLimits().heldBytes());
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("web", true), NioIoHandler.newFactory());
    this.listening = bind(address);
    this.names = new WebNames(address(), hosts);
  }

  /// @throws BindException when the address cannot be had
  static WebServer listen(WebParts parts, InetSocketAddress address, List<String> hosts)
      throws InterruptedException, BindException {
    WebServer server = new WebServer(parts, address, hosts);
    parts.devices().onChange(server.onChange);
    log.info("web.listening url={} bytes={}", server.url(), server.page.bytes());
    return server;
  }

  private Channel bind(InetSocketAddress address) throws InterruptedException, BindException {
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, parts.limits().sockets())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    fill(channel);
                  }
                });
    var bound = bootstrap.bind(address).await();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    var _ = group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    String why = bound.cause() == null ? "refused" : String.valueOf(bound.cause().getMessage());
    throw new BindException(why);
  }

  private void fill(Channel channel) {
    channels.add(channel);
    var _ = channel.closeFuture().addListener(_ -> channels.remove(channel));
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(parts.limits().lineBytes())
                    .setMaxHeaderSize(parts.limits().headerBytes())
                    .setUseRfc9112TransferEncoding(true)))
        .addLast(new HttpObjectAggregator(0, true))
        .addLast(WebSockets.deflate(parts.hostLimits()))
        .addLast(new WebRequests(this));
  }

  WebParts parts() {
    return parts;
  }

  WebPage page() {
    return page;
  }

  Crowd crowd() {
    return crowd;
  }

  WebNames names() {
    return names;
  }

  HeldBytes held() {
    return held;
  }

  String url() {
    return names.url();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  int connections() {
    return entered.size();
  }

  void entered(WebConnection connection) {
    entered.add(connection);
  }

  void left(WebConnection connection) {
    entered.remove(connection);
  }

  /// A device was revoked or may now do something else: what it has open ends.
  private void changed(DeviceId device) {
    entered.stream().filter(each -> each.of(device)).forEach(WebConnection::revoked);
  }

  @Override
  public void close() {
    parts.devices().offChange(onChange);
    var _ = listening.close();
    for (Channel each : channels) {
      var _ = each.close();
    }
    var _ = group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
