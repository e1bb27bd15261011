package alpi.browser.cdp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The server's side of one WebSocket (RFC 6455), as far as a browser's client needs it.
final class GateSocket {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final DataInputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();

  /// @param key of the client's handshake
  GateSocket(Socket socket, DataInputStream in, String key) throws IOException {
    this.in = in;
    this.out = socket.getOutputStream();
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String accept(String key) {
    try {
      byte[] bytes = (key + MAGIC).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The next message; empty once the client has gone.
  Optional<String> next() {
    var message = new ByteArrayOutputStream();
    try {
      while (true) {
        int first = in.readUnsignedByte();
        byte[] payload = payload();
        switch (first & 15) {
          case CLOSE -> {
            return Optional.empty();
          }
          case PING -> write(PONG, payload);
          case PONG -> {}
          default -> {
            message.write(payload);
            if ((first & 128) != 0) {
              return Optional.of(message.toString(StandardCharsets.UTF_8));
            }
          }
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private byte[] payload() throws IOException {
    int second = in.readUnsignedByte();
    long length = second & 127;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] mask = new byte[4];
    in.readFully(mask);
    byte[] payload = new byte[Math.toIntExact(length)];
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return payload;
  }

  void send(String message) {
    try {
      write(TEXT, message.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The client has gone: whoever reads finds out.
      return;
    }
  }

  private void write(int kind, byte[] payload) throws IOException {
    var frame = new ByteArrayOutputStream(payload.length + 10);
    frame.write(128 | kind);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.write(payload);
    writing.lock();
    try {
      out.write(frame.toByteArray());
      out.flush();
    } finally {
      writing.unlock();
    }
  }
}
