package alpi.daemon.tool.file;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.policy.SensitivePaths;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One walk through files, bounded in hits, files, depth, bytes and time. Links are not followed,
/// so it cannot run in circles.
final class Search {
  /// Most files and folders that are looked at.
  static final int MAX_VISITED = 200_000;

  /// Deepest folder.
  static final int MAX_DEPTH = 64;

  /// Bytes of one file that are searched.
  static final int MAX_FILE_BYTES = 32 << 20;

  /// Characters of one line that are matched against.
  static final int MAX_LINE = 4096;

  private static final int SHOWN_LINE = 300;

  private final Pattern pattern;
  private final Optional<Glob> glob;
  private final boolean names;
  private final SensitivePaths sensitive;
  private final Time time;
  private final Cancel cancel;
  private final long end;
  private final StringBuilder out = new StringBuilder();
  private int hits;
  private int visited;
  private int offLimits;
  private String stopped = "";

  Search(
      Pattern pattern,
      Optional<Glob> glob,
      boolean names,
      SensitivePaths sensitive,
      Time time,
      Cancel cancel) {
    this.pattern = pattern;
    this.glob = glob;
    this.names = names;
    this.sensitive = sensitive;
    this.time = time;
    this.cancel = cancel;
    this.end = time.nanos() + SearchTool.MAX_TIME.toNanos();
  }

  /// What was found, one hit a line, with what the limits left out.
  String under(Path root, Path workspace) {
    String prefix = Places.shown(root, workspace);
    try {
      if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        folder(root, prefix.equals(".") ? "" : prefix + "/", "", Ignores.NONE, 0);
      } else {
        file(root, prefix);
      }
    } catch (TimedText.OutOfTime e) {
      stopped = "the time for one search was up";
    } catch (StackOverflowError e) {
      // The engine recurses once for each turn of some loops.
      stopped = "the pattern is too complex for a line";
    }
    return report();
  }

  /// One sentence for both ways to search: which of them ran makes no difference to the reader.
  static String offLimits(int files) {
    String what = files == 1 ? " file is off limits and is" : " files are off limits and are";
    return "[" + files + what + " not shown]\n";
  }

  private String report() {
    if (hits == 0) {
      out.append("[no match in ").append(visited).append(" files and folders]\n");
    }
    if (!stopped.isEmpty()) {
      out.append("[stopped: ").append(stopped).append("; narrow it by path, glob or pattern]\n");
    }
    if (offLimits > 0) {
      out.append(offLimits(offLimits));
    }
    return out.toString();
  }

  /// @param above the ignore files of the folders above
  private void folder(Path folder, String prefix, String inner, Ignores above, int depth) {
    Ignores here = above.with(folder, inner);
    for (Path entry : entries(folder)) {
      if (!stopped.isEmpty()) {
        return;
      }
      String name = String.valueOf(entry.getFileName());
      BasicFileAttributes is;
      try {
        is = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (IOException e) {
        continue;
      }
      boolean wanted = count() && !here.ignores(inner + name, is.isDirectory());
      if (is.isDirectory() && wanted && depth < MAX_DEPTH) {
        folder(entry, prefix + name + "/", inner + name + "/", here, depth + 1);
      } else if (is.isRegularFile() && wanted && matchesGlob(inner + name)) {
        file(entry, prefix + name);
      }
    }
  }

  private boolean count() {
    cancel.check();
    if (++visited > MAX_VISITED) {
      stopped = "more than " + MAX_VISITED + " files and folders";
    } else if (time.nanos() > end) {
      stopped = "the time for one search was up";
    }
    return stopped.isEmpty();
  }

  private boolean matchesGlob(String path) {
    return glob.isEmpty() || glob.get().matches(path);
  }

  private List<Path> entries(Path folder) {
    var entries = new ArrayList<Path>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
      for (Path each : names) {
        if (entries.size() == ListTool.MAX_IN_FOLDER) {
          break;
        }
        entries.add(each);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    entries.sort(null);
    return entries;
  }

  private void file(Path file, String shown) {
    if (names) {
      if (pattern.matcher(new TimedText(shown, end, time)).find()) {
        hit(shown);
      }
      return;
    }
    if (sensitive.read(file).isPresent()) {
      offLimits++;
      return;
    }
    try (SeekableByteChannel channel = sensitive.openForRead(file)) {
      content(Channels.newInputStream(channel), shown);
    } catch (Problem e) {
      offLimits++;
    } catch (IOException e) {
      out.append("[").append(shown).append(": ").append(Causes.of(e)).append("]\n");
    }
  }

  private void content(InputStream in, String shown) throws IOException {
    byte[] head = in.readNBytes(TextFile.SNIFFED);
    if (FileKind.of(head) != FileKind.TEXT) {
      return;
    }
    var bounded = new SequenceInputStream(new ByteArrayInputStream(head), in);
    var charset = TextFile.charset(head);
    var reader = new BufferedReader(new InputStreamReader(bounded, charset), 64 << 10);
    long read = 0;
    int number = 0;
    var line = new StringBuilder();
    boolean more = true;
    while (more && stopped.isEmpty() && read < MAX_FILE_BYTES) {
      more = next(reader, line);
      number++;
      read += line.length() + 1;
      if ((more || !line.isEmpty()) && pattern.matcher(new TimedText(line, end, time)).find()) {
        hit(shown + ":" + number + ": " + brief(line));
      }
    }
  }

  /// Reads a line, keeping its first characters.
  ///
  /// @return whether a line end followed
  private static boolean next(BufferedReader reader, StringBuilder line) throws IOException {
    line.setLength(0);
    int c = reader.read();
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() < MAX_LINE) {
        line.append((char) c);
      }
    }
    if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    return c >= 0;
  }

  private void hit(String line) {
    if (hits == SearchTool.MAX_HITS) {
      stopped = "more than " + SearchTool.MAX_HITS + " hits";
      return;
    }
    hits++;
    out.append(line).append('\n');
  }

  private static String brief(StringBuilder line) {
    return line.length() <= SHOWN_LINE ? line.toString() : line.substring(0, SHOWN_LINE) + "…";
  }
}
