package alpi.daemon.tool.index;

import alpi.alp.rpc.Problem;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.tool.file.Ignores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files of a folder and those below it: what is ignored is left out, what tools may not read
/// is not read, and no link is followed, so that no walk runs in circles or out of the folder.
final class FileCorpus implements Corpus {
  /// Most files of one folder and those below it.
  static final int MAX_FILES = 200_000;

  /// Most files directly in one folder.
  static final int MAX_IN_FOLDER = 50_000;

  /// Deepest folder.
  static final int MAX_DEPTH = 64;

  private final Path root;
  private final SensitivePaths sensitive;
  private final Readings readings;
  private final int most;

  /// @param root real and absolute
  FileCorpus(Path root, SensitivePaths sensitive, Readings readings) {
    this(root, sensitive, readings, MAX_FILES);
  }

  FileCorpus(Path root, SensitivePaths sensitive, Readings readings, int most) {
    this.root = root;
    this.sensitive = sensitive;
    this.readings = readings;
    this.most = most;
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public Optional<String> walk(Walker walker) {
    var walk = new Walk(walker);
    walk.folder(root, "", Ignores.NONE, 0);
    return walk.notice();
  }

  @Override
  public Content read(String folder, String name) {
    Path path = path(folder, name);
    try (SeekableByteChannel channel = sensitive.openForRead(path)) {
      try (InputStream in = Channels.newInputStream(channel)) {
        String title = folder.isEmpty() ? name : folder + "/" + name;
        return readings.of(title, in, channel.size());
      }
    } catch (Problem e) {
      return new Content.Gone();
    } catch (IOException e) {
      return new Content.None("cannot be read");
    }
  }

  Path path(String folder, String name) {
    return folder.isEmpty() ? root.resolve(name) : root.resolve(folder).resolve(name);
  }

  /// One walk through all of it.
  private final class Walk {
    private final Walker walker;
    private int files;
    private int closed;
    private boolean stopped;

    private Walk(Walker walker) {
      this.walker = walker;
    }

    Optional<String> notice() {
      List<String> left = new ArrayList<>();
      if (files > most) {
        left.add("only the first " + most + " files are in the index");
      }
      if (closed > 0) {
        left.add(closed + (closed == 1 ? " folder" : " folders") + " could not be read");
      }
      return left.isEmpty()
          ? Optional.empty()
          : Optional.of("Of " + root + " " + String.join(", and ", left) + ".");
    }

    private void folder(Path folder, String inner, Ignores above, int depth) {
      Ignores here = above.with(folder, inner);
      SensitivePaths.Inside inside = sensitive.inside(folder);
      Map<String, Stamp> entries = new LinkedHashMap<>();
      List<String> below = new ArrayList<>();
      for (Path entry : entries(folder)) {
        String name = String.valueOf(entry.getFileName());
        BasicFileAttributes is;
        try {
          is = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException _) {
          // Gone between listing and looking.
          continue;
        }
        if (here.ignores(inner + name, is.isDirectory())) {
          continue;
        }
        boolean open = inside.harmless(name) || sensitive.read(entry).isEmpty();
        if (is.isDirectory() && open) {
          below.add(name);
        } else if (is.isRegularFile() && open && ++files <= most) {
          entries.put(name, stamp(is));
        }
      }
      String path = inner.isEmpty() ? "" : inner.substring(0, inner.length() - 1);
      stopped = stopped || !walker.folder(path, entries);
      for (String name : below) {
        if (!stopped && depth < MAX_DEPTH && files <= most) {
          folder(folder.resolve(name), inner + name + "/", here, depth + 1);
        }
      }
    }

    private List<Path> entries(Path folder) {
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
        for (Path each : names) {
          if (entries.size() < MAX_IN_FOLDER) {
            entries.add(each);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        closed++;
        return List.of();
      }
      entries.sort(null);
      return entries;
    }

    private Stamp stamp(BasicFileAttributes is) {
      return new Stamp(is.size(), is.lastModifiedTime().toMillis(), String.valueOf(is.fileKey()));
    }
  }
}
