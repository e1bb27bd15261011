package alpi.daemon.config;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.DiskFull;
import alpi.daemon.base.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// Reads a profile's `config.yaml`. An absent file means the defaults; anything that cannot be read
/// exactly is refused with file, line, column and what to do.
public final class ConfigFile {
  /// Largest file, in bytes.
  public static final int MAX_BYTES = 256 << 10;

  static final String BOM = "\uFEFF";

  private ConfigFile() {}

  /// Reads and checks `file`.
  ///
  /// @throws alpi.alp.rpc.Problem `config_broken`
  public static LoadedConfig load(Path file) {
    return parse(read(file, fault(file)), fault(file));
  }

  /// Checks a text as if it stood in `file`.
  public static LoadedConfig check(Path file, String text) {
    return parse(text, fault(file));
  }

  /// The text of `file`, unchecked; empty when there is none.
  public static String text(Path file) {
    return read(file, fault(file));
  }

  /// Replaces `file` as a whole by a text that was checked, 0600.
  ///
  /// @throws Problem `storage`
  public static void replace(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static LoadedConfig parse(String text, ConfigFault fault) {
    Optional<YamlTree> tree = YamlReader.read(withoutBom(text), fault);
    Binder binder = new Binder(fault);
    ProfileConfig config = tree.map(root -> bind(binder, root)).orElseGet(ProfileConfig::defaults);
    return new LoadedConfig(config, binder.warnings(), hash(config), text);
  }

  static ProfileConfig bind(Binder binder, YamlTree root) {
    return (ProfileConfig) binder.group(Shapes.PROFILE, root, ProfileConfig.defaults(), "");
  }

  /// SHA-256 of the effective values as JSON, keys in the order of the records and maps sorted.
  public static Sha256 hash(ProfileConfig config) {
    return Sha256.of(EffectiveJson.text(config).getBytes(StandardCharsets.UTF_8));
  }

  static String withoutBom(String text) {
    return text.startsWith(BOM) ? text.substring(1) : text;
  }

  static ConfigFault fault(Path file) {
    return ConfigFault.ofFile(String.valueOf(file.getFileName()), file.toString());
  }

  /// The text of `file`; empty when there is none. Symbolic links are followed: owners keep such
  /// files elsewhere.
  static String read(Path file, ConfigFault fault) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try {
      return decode(bytes(file, fault), fault);
    } catch (AccessDeniedException e) {
      throw fault
          .whole("you may not read this file", "Make it yours: chown, then chmod 600.")
          .because(e);
    } catch (IOException e) {
      throw fault.whole("this file cannot be read", "Look at the disk.").because(e);
    }
  }

  /// Replaces `file` as a whole, 0600. Behind a symbolic link the file it names is replaced, so
  /// that the link stays.
  static void write(Path file, byte[] content) {
    ConfigFault fault = fault(file);
    if (content.length > MAX_BYTES) {
      throw fault.whole("this file would grow beyond 256 KiB", "Remove what is not needed.");
    }
    try {
      PrivateFiles.replace(Files.isSymbolicLink(file) ? file.toRealPath() : file, content);
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(fault, e);
    }
  }

  private static Problem unwritable(ConfigFault fault, Exception cause) {
    if (DiskFull.caused(cause)) {
      return Problem.of(
              ErrorCode.DISK_FULL,
              "The disk is full: " + fault.file() + " was not changed.",
              "Free some space and try again.")
          .because(cause);
    }
    return Problem.of(
            ErrorCode.STORAGE,
            fault.file() + " cannot be written.",
            "Look at the permissions of its directory and the space on the disk: " + fault.where())
        .because(cause);
  }

  private static byte[] bytes(Path file, ConfigFault fault) throws IOException {
    // Asked before opening: a FIFO would block and a device would never end.
    if (!Files.isRegularFile(file)) {
      throw fault.whole("this is not a regular file", "Move it away or put a text file there.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw fault.whole("this file is larger than 256 KiB", "Remove what is not configuration.");
      }
      return bytes;
    }
  }

  private static String decode(byte[] bytes, ConfigFault fault) {
    int line = 1;
    for (byte b : bytes) {
      if (b == 0) {
        throw fault.at(line, 1, "this is binary, not text", "Restore the file, or delete it.");
      }
      line += b == '\n' ? 1 : 0;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw fault.whole("this file is not UTF-8 text", "Save it as UTF-8.").because(e);
    }
  }
}
