package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.sandbox.wall.Mount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A small program of ours that is started behind the wall in front of the command, by the Java
/// that runs us: nothing else is sure to be installed. It is one class that needs no other.
///
/// @param type the class, with a `main`
/// @param arguments before those of the command
/// @param mounts what it needs to see besides
record Companion(Class<?> type, List<String> arguments, List<Mount> mounts) {
  private static final Path CLASSES = Path.of("/run/alpi");

  Companion {
    arguments = List.copyOf(arguments);
    mounts = List.copyOf(mounts);
  }

  /// The words that stand before the command.
  List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(java().resolve("bin").resolve("java").toString());
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx16m",
            "-Xss256k",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            CLASSES.toString(),
            type.getName()));
    words.addAll(arguments);
    return words;
  }

  /// What must be shown for that.
  List<Mount> shown(Kit kit) {
    List<Mount> all = new ArrayList<>(mounts);
    Path java = java();
    if (!java.startsWith(Path.of("/usr"))) {
      all.add(Mount.Shown.of(java));
    }
    String file = type.getName().replace('.', '/') + ".class";
    all.add(
        new Mount.Shown(
            kit.put(type.getSimpleName() + ".class", code(file), "r--r--r--"),
            CLASSES.resolve(file)));
    return all;
  }

  private static Path java() {
    try {
      return Path.of(System.getProperty("java.home", "/usr")).toRealPath();
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The Java that runs the daemon is gone.").because(e);
    }
  }

  private byte[] code(String file) {
    try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("a class of ours without its file: " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "A part of the program cannot be read.").because(e);
    }
  }
}
