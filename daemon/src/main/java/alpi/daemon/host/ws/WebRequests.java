package alpi.daemon.host.ws;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP connection: files of the page, and the step up to a WebSocket. Runs on the channel's
/// thread. What does not name us as host, or comes from another page, goes no further.
final class WebRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
  /// Where a WebSocket is asked for.
  static final String SOCKET = "/rpc";

  private static final Logger log = LoggerFactory.getLogger(WebRequests.class);

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private final WebServer server;
  private boolean counted;
  private boolean upgraded;
  private long requests;

  WebRequests(WebServer server) {
    this.server = server;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    counted = server.crowd().come(from(ctx));
    if (!counted) {
      log.warn("web.full from={}", from(ctx));
      var _ = ctx.close();
      return;
    }
    watch(ctx, -1);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (counted) {
      counted = false;
      server.crowd().leave(from(ctx));
    }
    ctx.fireChannelInactive();
  }

  private static InetAddress from(ChannelHandlerContext ctx) {
    return ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
  }

  /// A connection that asked for nothing between two looks is closed.
  private void watch(ChannelHandlerContext ctx, long seen) {
    if (upgraded || !ctx.channel().isActive()) {
      return;
    }
    if (seen == requests) {
      var _ = ctx.close();
      return;
    }
    long now = requests;
    long millis = server.parts().limits().idle().toMillis();
    var _ = ctx.executor().schedule(() -> watch(ctx, now), millis, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    requests++;
    boolean spoken = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!request.decoderResult().isSuccess() || !spoken) {
      refuse(ctx, request, HttpResponseStatus.BAD_REQUEST, "That is no request.");
      return;
    }
    Optional<String> stranger = stranger(request);
    if (stranger.isPresent()) {
      server.parts().refused("web", stranger.get());
      refuse(ctx, request, HttpResponseStatus.FORBIDDEN, "This door does not go by that name.");
      return;
    }
    if (request.uri().indexOf('?') >= 0 || request.uri().indexOf('#') >= 0) {
      refuse(
          ctx,
          request,
          HttpResponseStatus.BAD_REQUEST,
          "Nothing here takes a query; tokens go into the first message.");
      return;
    }
    if (request.uri().equals(SOCKET)) {
      upgrade(ctx, request);
    } else {
      file(ctx, request);
    }
  }

  /// Why a request is none of ours; empty when it is.
  private Optional<String> stranger(FullHttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
    if (hosts.size() != 1 || !server.names().host(hosts.getFirst())) {
      return Optional.of("host");
    }
    boolean own = origins.isEmpty() || server.names().origin(origins.getFirst());
    return own && origins.size() <= 1 ? Optional.empty() : Optional.of("origin");
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!request.headers().containsValue("upgrade", "websocket", true)) {
      refuse(ctx, request, HttpResponseStatus.UPGRADE_REQUIRED, "A WebSocket is spoken here.");
      return;
    }
    if (!request.headers().containsValue("Sec-WebSocket-Version", "13", false)) {
      refuse(ctx, request, HttpResponseStatus.UPGRADE_REQUIRED, "Version 13 is spoken here.");
      return;
    }
    if (server.crowd().shunned(from(ctx)) || !server.crowd().strangerComes()) {
      refuse(ctx, request, HttpResponseStatus.TOO_MANY_REQUESTS, "Too many at the door; wait.");
      return;
    }
    upgraded = true;
    WebConnection connection = new WebConnection(server, from(ctx));
    WebSocketServerHandshaker shaker =
        new WebSocketServerHandshakerFactory(
                "ws://" + request.headers().get(HttpHeaderNames.HOST) + SOCKET,
                null,
                WebSockets.decoding(server.parts().hostLimits()))
            .newHandshaker(request);
    try {
      var _ =
          shaker
              .handshake(ctx.channel(), request)
              .addListener(done -> {
                if (done.isSuccess()) {
                  WebSockets.settle(ctx.pipeline(), server.parts(), connection);
                } else {
                  server.crowd().strangerGoes();
                  var _ = ctx.close();
                }
              });
    } catch (RuntimeException e) {
      log.debug("web.handshake", e);
      server.crowd().strangerGoes();
      refuse(ctx, request, HttpResponseStatus.BAD_REQUEST, "That is no WebSocket handshake.");
    }
  }

  private void file(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    if (!head && !request.method().equals(HttpMethod.GET)) {
      refuse(ctx, request, HttpResponseStatus.METHOD_NOT_ALLOWED, "Only GET is served here.");
      return;
    }
    Optional<Asset> found = server.page().find(request.uri());
    if (found.isEmpty()) {
      answer(ctx, request, text(HttpResponseStatus.NOT_FOUND, "There is no such file."));
      return;
    }
    Asset asset = found.get();
    boolean known = asset.etag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
    boolean packed = request.headers().containsValue(HttpHeaderNames.ACCEPT_ENCODING, "gzip", true);
    byte[] content = packed ? asset.gzip() : asset.plain();
    HttpResponseStatus status = known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK;
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            known || head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(content));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.ETAG, asset.etag());
    headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    if (!known) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, asset.mediaType());
      headers.set(HttpHeaderNames.CONTENT_LENGTH, content.length);
      if (packed) {
        headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
      }
    }
    answer(ctx, request, response);
  }

  private static FullHttpResponse text(HttpResponseStatus status, String sentence) {
    byte[] content = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
    return response;
  }

  /// Says why, and hears nothing more from this connection.
  private static void refuse(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      HttpResponseStatus status,
      String sentence) {
    FullHttpResponse response = text(status, sentence);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.content().clear();
    }
    guard(response.headers());
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    var _ = ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private static void answer(
      ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
    guard(response.headers());
    boolean stays = HttpUtil.isKeepAlive(request);
    if (!stays) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    var sent = ctx.writeAndFlush(response);
    if (!stays) {
      var _ = sent.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /// What a browser must know of every answer.
  private static void guard(HttpHeaders headers) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("web.request.lost", cause);
    } else {
      log.warn("web.request.broken reason={}", cause.toString());
    }
    var _ = ctx.close();
  }
}
