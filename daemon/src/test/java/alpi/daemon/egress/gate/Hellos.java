package alpi.daemon.egress.gate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/// Greetings of TLS clients: the JDK's own, and crooked ones.
final class Hellos {
  private Hellos() {}

  /// What the JDK sends first when it wants `name`; without the extension for an empty one.
  static byte[] real(String name) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      if (!name.isEmpty()) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
      }
      ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.beginHandshake();
      engine.wrap(ByteBuffer.allocate(0), out);
      byte[] bytes = new byte[out.flip().remaining()];
      out.get(bytes);
      return bytes;
    } catch (SSLException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A greeting with these names, each in an extension of its own.
  static byte[] made(String... names) throws IOException {
    var extensions = new ByteArrayOutputStream();
    for (String name : names) {
      byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
      extensions.write(new byte[] {0, 0});
      extensions.write(two(text.length + 5));
      extensions.write(two(text.length + 3));
      extensions.write(0);
      extensions.write(two(text.length));
      extensions.write(text);
    }
    var body = new ByteArrayOutputStream();
    body.write(new byte[] {3, 3});
    body.write(new byte[32]);
    body.write(0);
    body.write(new byte[] {0, 2, 0x13, 1, 1, 0});
    body.write(two(extensions.size()));
    extensions.writeTo(body);
    var message = new ByteArrayOutputStream();
    message.write(new byte[] {1, 0});
    message.write(two(body.size()));
    body.writeTo(message);
    return record(message.toByteArray());
  }

  static byte[] record(byte[] message) throws IOException {
    var record = new ByteArrayOutputStream();
    record.write(new byte[] {0x16, 3, 1});
    record.write(two(message.length));
    record.write(message);
    return record.toByteArray();
  }

  private static byte[] two(int number) {
    return new byte[] {(byte) (number >> 8), (byte) number};
  }
}
