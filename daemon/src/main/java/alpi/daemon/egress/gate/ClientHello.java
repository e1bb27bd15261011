package alpi.daemon.egress.gate;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads the name that a TLS client asks for, from its first message and without decrypting
/// anything (RFC 8446, section 4.1.2; RFC 6066, section 3).
final class ClientHello {
  private static final int HANDSHAKE = 0x16;
  private static final int RECORD_HEAD = 5;
  private static final int MAX_RECORD = 16 << 10;
  private static final int MESSAGE_HEAD = 4;
  private static final int RANDOM_BYTES = 32;
  private static final int MAX_SESSION_ID = 32;

  private ClientHello() {}

  /// What the first bytes are.
  sealed interface Reading {
    /// No TLS.
    record Other() implements Reading {}

    /// The beginning of one: more bytes are needed.
    record More() implements Reading {}

    /// @param name as the client spelled it; absent when it asks for none
    record Hello(Optional<String> name) implements Reading {}

    /// It starts like TLS and goes on like nothing that can be read in one way.
    record Broken(String why) implements Reading {}
  }

  /// Whether a connection that starts with this byte may be TLS.
  static boolean startsWith(int first) {
    return first == HANDSHAKE;
  }

  /// Reads what came so far.
  static Reading read(byte[] bytes) {
    if (bytes.length > 0 && !startsWith(bytes[0] & 0xff)) {
      return new Reading.Other();
    }
    var message = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.remaining() >= RECORD_HEAD) {
      int type = in.get() & 0xff;
      int major = in.get() & 0xff;
      in.get();
      int length = in.getShort() & 0xffff;
      if (type != HANDSHAKE || major != 3 || length == 0 || length > MAX_RECORD) {
        return new Reading.Broken("its records are not those of TLS");
      }
      int size = Math.min(length, in.remaining());
      message.write(bytes, in.position(), size);
      in.position(in.position() + size);
      Reading reading = message(message.toByteArray());
      if (!(reading instanceof Reading.More)) {
        return reading;
      }
    }
    return bytes.length > GateLimits.MAX_HELLO_BYTES
        ? new Reading.Broken("its first message is too long")
        : new Reading.More();
  }

  private static Reading message(byte[] bytes) {
    if (bytes.length < MESSAGE_HEAD) {
      return new Reading.More();
    }
    int length = (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    if (bytes[0] != 1 || length > GateLimits.MAX_HELLO_BYTES) {
      return new Reading.Broken("its first message is no greeting that fits");
    }
    if (bytes.length < MESSAGE_HEAD + length) {
      return new Reading.More();
    }
    try {
      return hello(ByteBuffer.wrap(bytes, MESSAGE_HEAD, length));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return new Reading.Broken("the lengths in its greeting do not add up");
    }
  }

  private static Reading hello(ByteBuffer in) {
    skip(in, 2 + RANDOM_BYTES);
    int session = in.get() & 0xff;
    if (session > MAX_SESSION_ID) {
      throw new IllegalArgumentException("session id");
    }
    skip(in, session);
    skip(in, in.getShort() & 0xffff);
    skip(in, in.get() & 0xff);
    if (!in.hasRemaining()) {
      return new Reading.Hello(Optional.empty());
    }
    ByteBuffer extensions = part(in, in.getShort() & 0xffff);
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("bytes behind the extensions");
    }
    Optional<String> name = Optional.empty();
    while (extensions.hasRemaining()) {
      int type = extensions.getShort() & 0xffff;
      ByteBuffer body = part(extensions, extensions.getShort() & 0xffff);
      if (type == 0) {
        if (name.isPresent()) {
          throw new IllegalArgumentException("two names");
        }
        name = Optional.of(name(body));
      }
    }
    return new Reading.Hello(name);
  }

  private static String name(ByteBuffer body) {
    ByteBuffer list = part(body, body.getShort() & 0xffff);
    int type = list.get();
    ByteBuffer name = part(list, list.getShort() & 0xffff);
    if (type != 0 || list.hasRemaining() || body.hasRemaining() || !name.hasRemaining()) {
      throw new IllegalArgumentException("not exactly one host name");
    }
    return StandardCharsets.ISO_8859_1.decode(name).toString();
  }

  private static void skip(ByteBuffer in, int count) {
    part(in, count);
  }

  private static ByteBuffer part(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }
}
