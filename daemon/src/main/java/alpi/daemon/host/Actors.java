package alpi.daemon.host;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out who is behind an accepted connection. Fails closed: no answer, no connection.
public final class Actors {
  private static final Logger log = LoggerFactory.getLogger(Actors.class);

  private final PeerCheck check;
  private final RefusalLog refusals;

  public Actors(PeerCheck check, RefusalLog refusals) {
    this.check = check;
    this.refusals = refusals;
  }

  /// The caller behind `channel`, or empty when it is another user or cannot be told.
  Optional<Caller> admit(Channel channel) {
    Optional<Peer> peer = descriptor(channel).flatMap(check::peer);
    if (peer.isPresent() && peer.get().uid() == check.ownUid()) {
      return Optional.of(new LocalCaller(peer.get(), check, refusals));
    }
    String reason = peer.isPresent() ? "another user" : "unknown process";
    // The thread that moves bytes must not wait for the record.
    Thread.startVirtualThread(() -> refusals.refused("connect", peer, reason));
    return Optional.empty();
  }

  /// Neither Netty nor the JDK hands out the number that the kernel must be asked with. The daemon
  /// is started with `--add-opens java.base/sun.nio.ch=ALL-UNNAMED` for this one field.
  private static Optional<Integer> descriptor(Channel channel) {
    try {
      Method socket = AbstractNioChannel.class.getDeclaredMethod("javaChannel");
      socket.setAccessible(true);
      Object open = socket.invoke(channel);
      Field fd = open.getClass().getDeclaredField("fdVal");
      fd.setAccessible(true);
      return Optional.of(fd.getInt(open));
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.error("peer.unknown add_opens=java.base/sun.nio.ch", e);
      return Optional.empty();
    }
  }
}
