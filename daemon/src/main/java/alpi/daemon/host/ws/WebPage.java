package alpi.daemon.host.ws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page, read into memory when the door opens. What the list of its files does not name is not
/// there. A line of the list is a name, and where its content lies if that is not beside the list:
/// in the jar of a library.
final class WebPage {
  private static final String FOLDER = "/alpi/daemon/host/web/";
  private static final String LIST = "files.txt";
  private static final String FRONT = "index.html";

  private final Map<String, Asset> files;

  private WebPage(Map<String, Asset> files) {
    this.files = Map.copyOf(files);
  }

  static WebPage load() {
    Map<String, Asset> files = new HashMap<>();
    for (String line : lines()) {
      int gap = line.indexOf(' ');
      String name = gap < 0 ? line : line.substring(0, gap);
      String place = gap < 0 ? FOLDER + name : line.substring(gap + 1);
      files.put("/" + name, Asset.of(name, read(place)));
    }
    Asset front = files.get("/" + FRONT);
    if (front == null) {
      throw new IllegalStateException("the page has no front");
    }
    files.put("/", front);
    return new WebPage(files);
  }

  private static List<String> lines() {
    return new String(read(FOLDER + LIST), StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static byte[] read(String place) {
    try (InputStream in = WebPage.class.getResourceAsStream(place)) {
      if (in == null) {
        throw new IllegalStateException("a file of the page is missing: " + place);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The file at exactly this path.
  Optional<Asset> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /// Bytes of all files as they travel, compressed.
  long bytes() {
    return files.values().stream().distinct().mapToLong(file -> file.gzip().length).sum();
  }
}
