package alpi.browser.cdp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Messages over a pair of pipes, each ended by a zero byte.
final class PipeTransport implements Transport {
  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final OutputStream out;

  /// Guards what is written: a message goes out whole.
  private final ReentrantLock writing = new ReentrantLock();

  PipeTransport(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in, BUFFER);
    this.out = out;
  }

  @Override
  public void send(String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    writing.lock();
    try {
      out.write(bytes);
      out.write(0);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  @Override
  public Optional<String> receive() throws IOException {
    var message = new ByteArrayOutputStream(BUFFER);
    for (int next = in.read(); next != 0; next = in.read()) {
      if (next < 0) {
        return Optional.empty();
      }
      if (message.size() == MAX_MESSAGE) {
        throw new IOException("a message of the browser is longer than " + MAX_MESSAGE + " bytes");
      }
      message.write(next);
    }
    return Optional.of(message.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      out.close();
      in.close();
    } catch (IOException e) {
      // Closed by the other side already: there is nothing left to end.
      return;
    }
  }
}
