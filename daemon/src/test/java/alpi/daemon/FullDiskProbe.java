package alpi.daemon;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.config.ConfigFile;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A program that a test starts: writes everywhere a profile writes, with room, without, and with
/// room again, and prints what came of it.
///
/// Without root a disk cannot be made small, but the process can be forbidden to write larger
/// files. Given `fill` it fills the disk that its folder lies on instead: for trying by hand on a
/// small one.
final class FullDiskProbe {
  private static final int RLIMIT_FSIZE = 1;

  private final Path folder;
  private final boolean fill;
  private final ProfileRooms rooms;
  private final Session session;
  private final List<Sha256> blobs = new ArrayList<>();
  private int messages;
  private int events;
  private byte content;

  private FullDiskProbe(Path folder, boolean fill, ProfileRooms rooms) {
    this.folder = folder;
    this.fill = fill;
    this.rooms = rooms;
    this.session = rooms.sessions().create(Actor.local(0));
  }

  /// @param arguments a folder, and perhaps `fill`
  public static void main(String[] arguments) throws Throwable {
    Path folder = Path.of(arguments[0]);
    SessionId session;
    int messages;
    try (var fixture = new MachineFixture(folder.resolve("home"))) {
      var probe =
          new FullDiskProbe(folder, arguments.length > 1, fixture.open.find(ProfileName.DEFAULT));
      probe.run();
      session = probe.session.id();
      messages = probe.messages;
    }
    try (var fixture = new MachineFixture(folder.resolve("home"))) {
      ProfileRooms rooms = fixture.open.find(ProfileName.DEFAULT);
      int found = rooms.sessions().open(session).messages().size();
      System.out.println("reopened lost=" + (messages - found));
    }
  }

  private void run() throws Throwable {
    all("before");
    room(false);
    all("full");
    all("full");
    System.out.println("reads " + rooms.sessions().open(session.id()).messages().size());
    room(true);
    all("after");
    System.out.println("journal sound=" + rooms.journal().verify().sound());
    System.out.println("damaged=" + rooms.blobs().verify().size() + " of " + blobs.size());
    System.out.println("lost=" + (messages - session.messages().size()));
    long kept =
        rooms
            .journal()
            .read(EventQuery.after(0, 1000).kinds(Set.of(EventKind.DAEMON_DEGRADED)))
            .size();
    System.out.println("events lost=" + (events - kept));
    System.out.println("config " + ConfigFile.load(rooms.home().config()).config().model());
  }

  private void all(String phase) {
    tried(phase, "journal", this::event);
    tried(phase, "session", this::message);
    tried(phase, "blob", this::blob);
    tried(
        phase,
        "config",
        () -> ConfigFile.replace(rooms.home().config(), "model: " + phase + "/m\n"));
  }

  private void event() {
    rooms
        .journal()
        .append(Draft.of(EventKind.DAEMON_DEGRADED, Actor.SYSTEM).with("x", "y".repeat(3000)));
    events++;
  }

  private void message() {
    var user = new User(Instant.EPOCH, "t" + messages, "z".repeat(9000), List.of(), Labels.OWNER);
    int before = session.messages().size();
    try {
      session.append(user);
      session.sync();
    } finally {
      messages += session.messages().size() - before;
    }
  }

  private void blob() {
    var owner = new BlobOwner(BlobOwner.Kind.SESSION, session.id().value());
    byte[] bytes = new byte[50_000];
    bytes[0] = ++content;
    blobs.add(rooms.blobs().put(bytes, "text/plain", owner).hash());
  }

  private static void tried(String phase, String what, Runnable work) {
    try {
      work.run();
      System.out.println(phase + " " + what + " ok");
    } catch (Problem e) {
      System.out.println(phase + " " + what + " " + e.code().wire() + ": " + e.sentence());
    }
  }

  private void room(boolean there) throws Throwable {
    Path filler = folder.resolve("filler");
    if (!fill) {
      limit(there ? -1 : 0);
    } else if (there) {
      Files.delete(filler);
    } else {
      fill(filler);
    }
  }

  private static void fill(Path filler) {
    byte[] piece = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException e) {
      System.out.println("filled: " + e.getMessage());
    }
  }

  /// Sets the soft limit only; the hard one stays, so that it can be raised again.
  @SuppressWarnings("restricted") // there is no other way to ask the C library
  private static void limit(long bytes) throws Throwable {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor shape =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    MethodHandle get =
        linker.downcallHandle(linker.defaultLookup().findOrThrow("getrlimit"), shape);
    MethodHandle set =
        linker.downcallHandle(linker.defaultLookup().findOrThrow("setrlimit"), shape);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(ValueLayout.JAVA_LONG, 2);
      int got = (int) get.invokeExact(RLIMIT_FSIZE, both);
      long hard = both.getAtIndex(ValueLayout.JAVA_LONG, 1);
      both.setAtIndex(ValueLayout.JAVA_LONG, 0, bytes < 0 ? hard : bytes);
      int done = (int) set.invokeExact(RLIMIT_FSIZE, both);
      if (got != 0 || done != 0) {
        throw new IllegalStateException("the limit was not set");
      }
    }
  }
}
