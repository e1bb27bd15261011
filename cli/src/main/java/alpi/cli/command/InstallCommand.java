package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi install`: puts image, command, completion and manual where shells and `man` look.
public final class InstallCommand implements Noun {
  private final Map<String, String> documents;

  /// @param documents texts to write, by path below the prefix
  public InstallCommand(Map<String, String> documents) {
    this.documents = Map.copyOf(documents);
  }

  @Override
  public CommandSpec spec() {
    return Spec.leaf("install", "Install the command, completion for three shells, and a manual.")
        .value("--prefix", "DIR", "where (~/.local)")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    String image = System.getProperty("alpi.image", "");
    if (image.isEmpty()) {
      throw Refusal.usage("This client was not run by the alpi launcher.", "Run ./alpi install.");
    }
    Path prefix =
        call.has("--prefix")
            ? Path.of(call.text("--prefix")).toAbsolutePath().normalize()
            : Path.of(System.getProperty("user.home"), ".local");
    Path target = prefix.resolve("lib").resolve("alpi");
    Path from = Path.of(image).toRealPath();
    if (Files.exists(target) && from.equals(target.toRealPath())) {
      throw Refusal.usage("This alpi is the installed one.", "Run ./alpi install in a checkout.");
    }
    try {
      replace(from, target);
      Path link = prefix.resolve("bin").resolve("alpi");
      Files.createDirectories(prefix.resolve("bin"));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, target.resolve("bin").resolve("alpi"));
      for (Map.Entry<String, String> document : documents.entrySet()) {
        Path file = prefix.resolve(document.getKey());
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        Files.writeString(file, document.getValue(), StandardCharsets.UTF_8);
      }
      report(call, prefix, link);
      return 0;
    } catch (IOException e) {
      throw Refusal.local(
          "Installing into " + prefix + " failed: " + e.getMessage() + ".",
          "Choose a directory that you can write: alpi install --prefix DIR");
    }
  }

  private void report(Call call, Path prefix, Path link) {
    if (call.gaveJson(
        new JsonObject().put("prefix", prefix.toString()).put("command", link.toString()))) {
      return;
    }
    call.out().line("Installed " + link);
    String path = System.getenv("PATH");
    if (path == null || !(":" + path + ":").contains(":" + link.getParent() + ":")) {
      call.out().tell("Add it to your PATH: export PATH=\"" + link.getParent() + ":$PATH\"");
    }
    StringBuilder remove = new StringBuilder("To uninstall: rm -rf ");
    remove.append(quoted(prefix.resolve("lib/alpi"))).append(' ').append(quoted(link));
    for (String document : new java.util.TreeSet<>(documents.keySet())) {
      remove.append(' ').append(quoted(prefix.resolve(document)));
    }
    call.out().tell(remove.toString());
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.indexOf(' ') < 0 ? text : "'" + text + "'";
  }

  /// Copies beside the old image and swaps, so that no moment has half of each.
  private static void replace(Path from, Path target) throws IOException {
    Path fresh = target.resolveSibling("alpi.new");
    Path old = target.resolveSibling("alpi.old");
    remove(fresh);
    remove(old);
    Files.createDirectories(fresh);
    copy(from, fresh);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(target, old);
    }
    Files.move(fresh, target);
    remove(old);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            if (dir.equals(from.resolve("aot"))) {
              return FileVisitResult.SKIP_SUBTREE; // made anew where the jars then lie
            }
            Files.createDirectories(to.resolve(from.relativize(dir).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void remove(Path dir) throws IOException {
    if (!Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException fault)
              throws IOException {
            if (fault != null) {
              throw fault;
            }
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
