package alpi.daemon.sandbox;

import alpi.daemon.sandbox.wall.BubblewrapArguments;
import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Lists folders together with the kind of each entry, which the system tells for nothing and Java
/// asks for one by one: a walk through a large workspace takes a tenth of the time.
final class FolderReader {
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  /// Offsets in `struct dirent` of 64-bit Linux: the kind of the entry and its name.
  private static final long KIND = 18;

  private static final long NAME = 19;
  private static final long ENTRY_BYTES = NAME + 256;

  private final MethodHandle opendir;
  private final MethodHandle readdir;
  private final MethodHandle closedir;

  // Calling out of Java is what this class is for; the launcher allows it.
  @SuppressWarnings("restricted")
  private FolderReader(Linker linker) {
    var one = FunctionDescriptor.of(POINTER, POINTER);
    this.opendir = linker.downcallHandle(linker.defaultLookup().findOrThrow("opendir"), one);
    this.readdir = linker.downcallHandle(linker.defaultLookup().findOrThrow("readdir"), one);
    this.closedir =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("closedir"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, POINTER));
  }

  /// Empty where there is no 64-bit Linux.
  static Optional<FolderReader> load() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return system.equals("linux") && POINTER.byteSize() == 8
        ? Optional.of(new FolderReader(Linker.nativeLinker()))
        : Optional.empty();
  }

  enum Kind {
    FOLDER,
    LINK,
    SOCKET,
    OTHER
  }

  record Entry(Path path, String name, Kind kind) {}

  /// What lies in a folder; nothing when it is gone or may not be looked into.
  List<Entry> entries(Path folder) {
    byte[] name = BubblewrapArguments.raw(folder);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(name.length + 1L);
      MemorySegment.copy(name, 0, text, ValueLayout.JAVA_BYTE, 0, name.length);
      MemorySegment open = (MemorySegment) opendir.invokeExact(text);
      if (open.equals(MemorySegment.NULL)) {
        return List.of();
      }
      try {
        return read(open, folder);
      } finally {
        var _ = (int) closedir.invokeExact(open);
      }
    } catch (CharacterCodingException | InvalidPathException _) {
      return slowly(folder);
    } catch (Throwable e) {
      throw new IllegalStateException("a folder could not be listed", e);
    }
  }

  // The size of what readdir points to is ours to say.
  @SuppressWarnings("restricted")
  private List<Entry> read(MemorySegment open, Path folder) throws Throwable {
    List<Entry> entries = new ArrayList<>();
    byte[] name = new byte[256];
    while (true) {
      MemorySegment next = (MemorySegment) readdir.invokeExact(open);
      if (next.equals(MemorySegment.NULL)) {
        return entries;
      }
      MemorySegment entry = next.reinterpret(ENTRY_BYTES);
      int length = 0;
      for (byte b = entry.get(ValueLayout.JAVA_BYTE, NAME); b != 0 && length < 255; ) {
        name[length++] = b;
        b = entry.get(ValueLayout.JAVA_BYTE, NAME + length);
      }
      boolean self = name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'));
      if (!self) {
        String text = decoded(name, length);
        Path path = folder.resolve(text);
        entries.add(new Entry(path, text, kind(entry.get(ValueLayout.JAVA_BYTE, KIND), path)));
      }
    }
  }

  private static String decoded(byte[] name, int length) throws CharacterCodingException {
    for (int i = 0; i < length; i++) {
      if (name[i] < 0) {
        ByteBuffer bytes = ByteBuffer.wrap(name, 0, length);
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      }
    }
    return new String(name, 0, length, StandardCharsets.US_ASCII);
  }

  private static Kind kind(byte code, Path path) {
    return switch (code) {
      case 4 -> Kind.FOLDER;
      case 10 -> Kind.LINK;
      case 12 -> Kind.SOCKET;
      case 0 -> asked(path);
      default -> Kind.OTHER;
    };
  }

  private static Kind asked(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        return Kind.FOLDER;
      }
      return attributes.isSymbolicLink()
          ? Kind.LINK
          : attributes.isOther() ? Kind.SOCKET : Kind.OTHER;
    } catch (IOException gone) {
      return Kind.OTHER;
    }
  }

  /// For names that are no text: only Java's own listing carries their bytes.
  private static List<Entry> slowly(Path folder) {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path path : stream) {
        entries.add(new Entry(path, String.valueOf(path.getFileName()), asked(path)));
      }
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException e) {
      throw new IllegalStateException("a folder could not be listed", e);
    }
    return entries;
  }
}
