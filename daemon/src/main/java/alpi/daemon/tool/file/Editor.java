package alpi.daemon.tool.file;

import alpi.daemon.base.Cancel;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The editor that one call has its files from and writes them through.
public record Editor(Editors editors, Editors.Window window, Cancel cancel) {
  /// What it has open at `path`, saved or not.
  ///
  /// @param path judged, and a text on disk
  /// @param bytes size of the file on disk
  /// @throws alpi.alp.rpc.Problem `deadline` when it does not answer
  Optional<String> read(Path path, long bytes) {
    return window.reads() && bytes <= Editors.MAX_CHARS
        ? editors.read(window, path, cancel)
        : Optional.empty();
  }

  /// `content` as the text that it can be given; empty for what only a disk can take.
  Optional<String> takes(byte[] content) {
    if (!window.writes() || content.length > Editors.MAX_CHARS) {
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      boolean odd = text.indexOf('\0') >= 0 || text.startsWith("\ufeff");
      return odd ? Optional.empty() : Optional.of(text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// Has it write a file, and look after what stands in its own window.
  ///
  /// @throws alpi.alp.rpc.Problem `conflict` when it will not, `deadline` when it does not answer
  void write(Path path, String text) {
    editors.write(window, path, text, cancel);
  }
}
