package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.PlainPipeline.Output;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/// Opens what redirections name. The check and the opening are one: no program opens these files in
/// our place.
final class Ends {
  private final SensitivePaths sensitive;

  Ends(SensitivePaths sensitive) {
    this.sensitive = sensitive;
  }

  InputStream input(Path cwd, String file) {
    return file.equals("/dev/null")
        ? new ByteArrayInputStream(new byte[0])
        : Channels.newInputStream(sensitive.openForRead(cwd.resolve(file)));
  }

  /// @param out where the run's own output goes
  /// @param err where the run's own error output goes
  Sink output(Path cwd, Output output, Sink out, Sink err) {
    return switch (output.file()) {
      case "/dev/null" -> new Nowhere();
      case "/dev/stdout" -> shared(out);
      case "/dev/stderr" -> shared(err);
      default -> file(sensitive.writable(cwd.resolve(output.file())), output.append());
    };
  }

  private static Sink file(Path real, boolean append) {
    if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "Output can only be redirected to a regular file.");
    }
    Set<OpenOption> how = new HashSet<>();
    how.add(StandardOpenOption.WRITE);
    how.add(StandardOpenOption.CREATE);
    how.add(LinkOption.NOFOLLOW_LINKS);
    how.add(append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    try {
      return new ToChannel(FileChannel.open(real, how));
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "A file for the output could not be opened.").because(e);
    }
  }

  /// The same sink without closing it: others write to it too.
  static Sink shared(Sink sink) {
    return new Sink() {
      @Override
      public void write(byte[] bytes, int length) throws IOException {
        sink.write(bytes, length);
      }

      @Override
      public void close() {
        // the run closes what it shares
      }
    };
  }

  /// The input of the next program.
  static Sink to(OutputStream stream) {
    return new Sink() {
      @Override
      public void write(byte[] bytes, int length) throws IOException {
        try {
          stream.write(bytes, 0, length);
          stream.flush();
        } catch (IOException e) {
          throw new Pump.ReaderGone(e);
        }
      }

      @Override
      public void close() throws IOException {
        try {
          stream.close();
        } catch (IOException e) {
          throw new Pump.ReaderGone(e);
        }
      }
    };
  }

  private record ToChannel(FileChannel channel) implements Sink {
    @Override
    public void write(byte[] bytes, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record Nowhere() implements Sink {
    @Override
    public void write(byte[] bytes, int length) {
      // that is what the null device does
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
