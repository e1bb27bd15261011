package alpi.alp.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.wire.WireFault;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FastBytesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int PIECE = 1 << 10;

  /// Something that happens between the decision to leave the socket alone and the deed.
  private Runnable before = () -> {};

  /// A channel that runs `before` when it is about to be read no more.
  private final class Interrupted extends EmbeddedChannel {
    private final ChannelConfig config = new Config(this);

    @Override
    public ChannelConfig config() {
      return config == null ? super.config() : config;
    }
  }

  private final class Config extends DefaultChannelConfig {
    Config(Channel channel) {
      super(channel);
    }

    @Override
    public ChannelConfig setAutoRead(boolean reading) {
      if (!reading) {
        before.run();
      }
      return super.setAutoRead(reading);
    }
  }

  private static void drain(FastBytes bytes, int pieces) {
    int length = pieces * PIECE;
    try {
      bytes.read(new byte[length], 0, length, LONG);
    } catch (WireFault | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void fill(EmbeddedChannel channel, int pieces) {
    for (int i = 0; i < pieces; i++) {
      channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[PIECE]));
    }
  }

  @Test
  void leavesTheSocketAloneWhileTooMuchWaitsAndReadsOnAtHalfOfThat() {
    EmbeddedChannel channel = new Interrupted();
    var bytes = new FastBytes(channel, PieceBuffers.of(channel), LONG);
    channel.pipeline().addLast(bytes);
    fill(channel, FastBytes.READ_AHEAD - 1);
    assertTrue(channel.config().isAutoRead());
    fill(channel, 1);
    assertFalse(channel.config().isAutoRead());
    drain(bytes, FastBytes.READ_AHEAD / 2 - 1);
    assertFalse(channel.config().isAutoRead());
    drain(bytes, 1);
    assertTrue(channel.config().isAutoRead());
    channel.finishAndReleaseAll();
  }

  @Test
  void readsOnWhenAllWasTakenWhileTheSocketWasBeingLeftAlone() {
    EmbeddedChannel channel = new Interrupted();
    var bytes = new FastBytes(channel, PieceBuffers.of(channel), LONG);
    channel.pipeline().addLast(bytes);
    before = () -> drain(bytes, FastBytes.READ_AHEAD);
    fill(channel, FastBytes.READ_AHEAD);
    assertTrue(channel.config().isAutoRead());
    channel.finishAndReleaseAll();
  }
}
