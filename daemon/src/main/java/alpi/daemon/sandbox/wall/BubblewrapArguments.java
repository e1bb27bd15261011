package alpi.daemon.sandbox.wall;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What bubblewrap is told, in the form of its option `--args`: words that end with a NUL. Names of
/// files are their bytes, whatever character set they were meant in.
public final class BubblewrapArguments {
  /// The descriptors that hold the filter, these words, and what bubblewrap says of the run.
  public static final int FILTER = 3;

  public static final int ARGUMENTS = 4;
  public static final int STATUS = 5;

  /// Most words that bubblewrap takes, less what stands on its command line.
  public static final int MAX_WORDS = 8_900;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int count;

  private BubblewrapArguments() {}

  /// @throws IllegalArgumentException when there are more than [#MAX_WORDS]
  public static byte[] of(Enclosure enclosure) {
    var words = new BubblewrapArguments();
    words.namespaces(enclosure.user());
    for (Mount mount : enclosure.mounts()) {
      words.mount(mount);
    }
    words.add("--remount-ro", "/");
    words.add("--chdir").add(enclosure.cwd());
    words.add("--clearenv");
    enclosure.sorted().forEach((name, value) -> words.add("--setenv", name, value));
    words.add("--seccomp", Integer.toString(FILTER));
    words.add("--json-status-fd", Integer.toString(STATUS));
    if (words.count > MAX_WORDS) {
      throw new IllegalArgumentException("more words than bubblewrap takes");
    }
    return words.bytes.toByteArray();
  }

  private void namespaces(boolean user) {
    if (user) {
      add("--unshare-user");
    }
    add("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup");
    add("--hostname", "sandbox", "--die-with-parent", "--new-session", "--cap-drop", "ALL");
  }

  private void mount(Mount mount) {
    switch (mount) {
      case Mount.Shown(Path from, Path at) -> add("--ro-bind").add(from).add(at);
      case Mount.Used(Path path) -> add("--bind").add(path).add(path);
      case Mount.Link(String target, Path at) -> add("--symlink", target).add(at);
      case Mount.Blank(Path at, String mode) ->
          add("--perms", mode, "--tmpfs").add(at).add("--remount-ro").add(at);
      case Mount.Scratch(Path at, long size, String mode) ->
          add("--perms", mode, "--size", Long.toString(size), "--tmpfs").add(at);
      case Mount.Processes(Path at) -> add("--proc").add(at);
      case Mount.Devices(Path at, long size) ->
          add("--dev")
              .add(at)
              .add("--perms", "1777", "--size", Long.toString(size), "--tmpfs")
              .add(at.resolve("shm"))
              .add("--remount-ro")
              .add(at);
    }
  }

  private BubblewrapArguments add(String... words) {
    for (String word : words) {
      word(word.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  private BubblewrapArguments add(Path path) {
    word(raw(path));
    return this;
  }

  private void word(byte[] word) {
    bytes.writeBytes(word);
    bytes.write(0);
    count++;
  }

  /// The bytes of a file's name as the system has them.
  public static byte[] raw(Path path) {
    String text = path.toString();
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
    // Only the URI of a path tells its bytes: characters may not have been decodable.
    URI uri = path.toUri();
    String coded = uri.getRawPath();
    var bytes = new ByteArrayOutputStream(coded.length());
    for (int i = 0; i < coded.length(); i++) {
      char c = coded.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(coded, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return trimmed(bytes.toByteArray());
  }

  /// A folder's URI ends with a slash.
  private static byte[] trimmed(byte[] name) {
    int end = name.length;
    while (end > 1 && name[end - 1] == '/') {
      end--;
    }
    return java.util.Arrays.copyOf(name, end);
  }
}
