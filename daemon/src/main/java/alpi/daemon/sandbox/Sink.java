package alpi.daemon.sandbox;

import java.io.IOException;

/// Takes the bytes that a program puts out.
interface Sink extends AutoCloseable {
  void write(byte[] bytes, int length) throws IOException;

  @Override
  void close() throws IOException;
}
