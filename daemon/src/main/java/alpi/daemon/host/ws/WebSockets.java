package alpi.daemon.host.ws;

import alpi.daemon.host.HostLimits;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;

/// How a pipeline is made to speak WebSocket (RFC 6455) with permessage-deflate (RFC 7692).
final class WebSockets {
  private WebSockets() {}

  /// Stands in the pipeline before the handshake, which it reads to find out what the client
  /// offers. A message that is small on the wire may not become larger than any message may be.
  static ChannelHandler deflate(HostLimits limits) {
    return new WebSocketServerCompressionHandler(limits.frameBytes());
  }

  static WebSocketDecoderConfig decoding(HostLimits limits) {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(limits.frameBytes())
        .allowExtensions(true)
        .expectMaskedFrames(true)
        .allowMaskMismatch(false)
        .closeOnProtocolViolation(true)
        .withUTF8Validator(false)
        .build();
  }

  /// What stands in it from the handshake on.
  static void settle(ChannelPipeline pipeline, WebParts parts, WebConnection connection) {
    pipeline.addFirst("entrance", new EntranceBytes(parts.limits().entranceBytes()));
    pipeline.addLast(new Utf8FrameValidator(true));
    pipeline.addLast(new WebSocketFrameAggregator(parts.hostLimits().frameBytes()));
    pipeline.addLast(new LineFrames());
    pipeline.addLast("connection", connection);
  }
}
