package alpi.daemon.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says whether what this process started may hold the other end of a TCP connection within this
/// machine. The kernel tells which socket that is, and which files each process holds; a process of
/// our own user that hides its files is taken to hold it.
public final class SocketHolders {
  private static final Logger LOG = LoggerFactory.getLogger(SocketHolders.class);
  private static final Path PROC = Path.of("/proc");
  private static final Pattern SPACES = Pattern.compile(" +");
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private final Descendants descendants;
  private final long self;

  public SocketHolders() {
    this(new Descendants());
  }

  SocketHolders(Descendants descendants) {
    this.descendants = descendants;
    this.self = ProcessHandle.current().pid();
  }

  /// Whether one of our descendants holds, or may hold, the client's end.
  ///
  /// @param client as the accepted socket names its other end
  /// @param server as it names its own
  /// @return false where there is no process table to ask
  public boolean ours(InetSocketAddress client, InetSocketAddress server) {
    if (!ProcStat.available()) {
      return false;
    }
    List<ProcStat> children = children();
    if (children.isEmpty()) {
      return false;
    }
    Optional<String> inode = inode(client, server);
    return inode.isEmpty()
        || children.stream().anyMatch(child -> holds(child, "socket:[" + inode.get() + "]"));
  }

  private List<ProcStat> children() {
    List<ProcStat> found = new ArrayList<>();
    for (ProcStat each : ProcStat.all()) {
      if (!each.dead() && each.pid() != self) {
        switch (descendants.kinship(each.pid())) {
          case DESCENDANT, UNKNOWN -> found.add(each);
          case SELF, OUTSIDER -> {}
        }
      }
    }
    return found;
  }

  /// The number of the socket whose own end is `client`, or empty when the tables hold none.
  static Optional<String> inode(InetSocketAddress client, InetSocketAddress server) {
    for (String table : List.of("net/tcp", "net/tcp6")) {
      try {
        for (String line : Files.readAllLines(PROC.resolve("self").resolve(table))) {
          String[] fields = SPACES.split(line.strip(), -1);
          if (fields.length > INODE
              && isAt(fields[LOCAL], client)
              && isAt(fields[REMOTE], server)
              && !fields[INODE].equals("0")) {
            return Optional.of(fields[INODE]);
          }
        }
      } catch (IOException e) {
        LOG.debug("event=no_socket_table table={} reason={}", table, e.getMessage());
      }
    }
    return Optional.empty();
  }

  /// Whether the table's spelling of an address means this one: words of four bytes in the
  /// machine's own order, in hex, a colon and the port.
  static boolean isAt(String spelled, InetSocketAddress address) {
    int colon = spelled.indexOf(':');
    if (colon < 0 || Integer.parseInt(spelled.substring(colon + 1), 16) != address.getPort()) {
      return false;
    }
    byte[] bytes = HexFormat.of().parseHex(spelled.substring(0, colon));
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      for (int word = 0; word + 4 <= bytes.length; word += 4) {
        swap(bytes, word, word + 3);
        swap(bytes, word + 1, word + 2);
      }
    }
    try {
      // An IPv4 address inside IPv6 becomes the plain one.
      InetAddress parsed = InetAddress.getByAddress(bytes);
      return parsed.equals(address.getAddress());
    } catch (IOException impossible) {
      return false;
    }
  }

  private static void swap(byte[] bytes, int a, int b) {
    byte kept = bytes[a];
    bytes[a] = bytes[b];
    bytes[b] = kept;
  }

  private static boolean holds(ProcStat child, String socket) {
    Path files = PROC.resolve(Long.toString(child.pid())).resolve("fd");
    try (DirectoryStream<Path> each = Files.newDirectoryStream(files)) {
      for (Path file : each) {
        if (isLinkTo(file, socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException hidden) {
      return ofThisUser(child);
    }
  }

  private static boolean isLinkTo(Path file, String socket) {
    try {
      return Files.readSymbolicLink(file).toString().equals(socket);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  /// A process of another user cannot be looked into, and is none of those that a command of ours
  /// may speak through without that user's leave.
  private static boolean ofThisUser(ProcStat child) {
    return uid(Long.toString(child.pid())).equals(uid("self"));
  }

  private static String uid(String process) {
    try {
      return Files.readAllLines(PROC.resolve(process).resolve("status")).stream()
          .filter(line -> line.startsWith("Uid:"))
          .findFirst()
          .orElse("");
    } catch (IOException gone) {
      return "gone";
    }
  }
}
