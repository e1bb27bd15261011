package alpi.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Style that a program can check.
class TidyTest {
  private static final int MAX_METHOD_LINES = 70;
  private static final int MAX_FILE_LINES = 400;
  private static final Pattern LEFTOVER =
      Pattern.compile("(//|\\*)\\s*(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern BANNED_NAME =
      Pattern.compile("(Manager|Impl|Utils?|Helpers?)\\.java$");

  @Test
  void filesFitASitting() {
    List<String> tooLong = new ArrayList<>();
    for (Path file : Checkout.javaFiles()) {
      int lines = Checkout.lines(file).size();
      if (lines > MAX_FILE_LINES) {
        tooLong.add(file.getFileName() + " has " + lines + " lines");
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void methodsFitAScreen() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> tooLong = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = Checkout.javaFiles();
      assertTrue(sources.size() > 50, () -> "sources seen: " + sources.size());
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  _ -> {},
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new MethodLengths(unit, positions, tooLong), null);
      }
    }
    assertEquals(List.of(), tooLong);
  }

  private static final class MethodLengths extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> tooLong;

    MethodLengths(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
      this.unit = unit;
      this.positions = positions;
      this.tooLong = tooLong;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      if (method.getBody() == null) {
        return super.visitMethod(method, null);
      }
      // The body alone: a table of test cases above a method is data.
      long first =
          unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method.getBody()));
      long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method.getBody()));
      if (last - first + 1 > MAX_METHOD_LINES) {
        tooLong.add(
            unit.getSourceFile().getName() + ":" + first + " " + method.getName() + " is too long");
      }
      return super.visitMethod(method, null);
    }
  }

  @Test
  void namesSayWhatThingsAre() {
    List<String> vague =
        Checkout.javaFiles().stream()
            .map(Checkout::path)
            .filter(path ->
                BANNED_NAME.matcher(path).find()
                    || List.of(path.toLowerCase(Locale.ROOT).split("/")).stream()
                        .anyMatch(List.of("util", "common", "helper", "impl")::contains))
            .toList();
    assertEquals(List.of(), vague);
  }

  @Test
  void nothingIsLeftForLater() {
    List<String> leftovers = new ArrayList<>();
    for (Path file : Checkout.javaFiles()) {
      for (String line : Checkout.lines(file)) {
        if (LEFTOVER.matcher(line).find()
            || line.contains("new Unsupported" + "OperationException")) {
          leftovers.add(file.getFileName() + ": " + line.strip());
        }
      }
    }
    assertEquals(List.of(), leftovers);
  }

  @Test
  void everyPackageSaysWhatItOwns() {
    List<String> silent =
        Checkout.javaFiles().stream()
            .filter(file -> Checkout.path(file).contains("/main/"))
            .map(Path::getParent)
            .distinct()
            .filter(dir -> !Files.exists(dir.resolve("package-info.java")))
            .map(Path::toString)
            .toList();
    assertEquals(List.of(), silent);
  }
}
