package alpi.daemon.sandbox;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/// The few system calls that Java does not offer. Exists only on 64-bit Linux; elsewhere [#load] is
/// empty and whoever needs one of them must refuse.
public final class Natives {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int WNOHANG = 1;

  /// SIGTERM: asks a process to end.
  public static final int TERM = 15;

  /// SIGKILL: ends a process.
  public static final int KILL = 9;

  private Natives() {}

  /// The calls of this machine; empty where they are not known. Prepares those that every start
  /// needs, which costs some tens of milliseconds; each other one is prepared when it is first
  /// made.
  public static Optional<Natives> load() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (!system.equals("linux") || POINTER.byteSize() != 8) {
      return Optional.empty();
    }
    var natives = new Natives();
    natives.ownUid();
    Subreaper.PRCTL.type();
    PeerOption.GETSOCKOPT.type();
    return Optional.of(natives);
  }

  // Calling out of Java is what this class is for; the launcher allows it.
  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
  }

  private static final class Subreaper {
    static final MethodHandle PRCTL =
        link(
            "prctl",
            FunctionDescriptor.of(INT, INT, LONG, LONG, LONG, LONG),
            Linker.Option.firstVariadicArg(1));
  }

  private static final class Signalling {
    static final MethodHandle KILL = link("kill", FunctionDescriptor.of(INT, INT, INT));
  }

  private static final class Reaping {
    static final MethodHandle WAITPID =
        link("waitpid", FunctionDescriptor.of(INT, INT, POINTER, INT));
  }

  private static final class PeerOption {
    static final MethodHandle GETSOCKOPT =
        link("getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, POINTER));
  }

  private static final class User {
    static final MethodHandle GETUID = link("getuid", FunctionDescriptor.of(INT));
  }

  /// A process at the other end of a local socket, as it was when it connected.
  public record Peer(long pid, long uid, long gid) {}

  /// The user this process runs as.
  public long ownUid() {
    return Integer.toUnsignedLong(call(() -> (int) User.GETUID.invokeExact()));
  }

  /// Makes orphans below this process its own children, so that none of them escapes.
  public boolean becomeSubreaper() {
    return call(() -> (int) Subreaper.PRCTL.invokeExact(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L))
        == 0;
  }

  /// Keeps other processes of the same user from looking into this one, from changing its memory
  /// and from taking its files: what a program that it starts could do otherwise.
  public boolean refuseTracing() {
    return call(() -> (int) Subreaper.PRCTL.invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L)) == 0;
  }

  /// Whether other processes of the same user may do that.
  public boolean traceable() {
    return call(() -> (int) Subreaper.PRCTL.invokeExact(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L)) == 1;
  }

  /// Sends a signal to one process; false when it is gone.
  public boolean signal(long pid, int signal) {
    int target = positive(pid);
    return call(() -> (int) Signalling.KILL.invokeExact(target, signal)) == 0;
  }

  /// Sends a signal to a whole process group; false when it is gone.
  public boolean signalGroup(long group, int signal) {
    int target = -positive(group);
    return call(() -> (int) Signalling.KILL.invokeExact(target, signal)) == 0;
  }

  /// 0, 1 and negative numbers mean other things than one process.
  private static int positive(long pid) {
    if (pid <= 1 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not the number of a process that may be signalled");
    }
    return (int) pid;
  }

  /// Collects a dead child, so that it leaves the process table.
  public boolean reap(long pid) {
    int target = positive(pid);
    return call(() -> (int) Reaping.WAITPID.invokeExact(target, MemorySegment.NULL, WNOHANG))
        == target;
  }

  /// Who is at the other end of the connected Unix socket `descriptor`; empty when the system does
  /// not say.
  public Optional<Peer> peer(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(INT, 3);
      MemorySegment length = arena.allocate(INT, 1);
      length.set(INT, 0, 12);
      int done =
          call(() ->
              (int)
                  PeerOption.GETSOCKOPT.invokeExact(
                      descriptor, SOL_SOCKET, SO_PEERCRED, credentials, length));
      int pid = credentials.getAtIndex(INT, 0);
      return done == 0 && pid > 0
          ? Optional.of(
              new Peer(
                  pid,
                  Integer.toUnsignedLong(credentials.getAtIndex(INT, 1)),
                  Integer.toUnsignedLong(credentials.getAtIndex(INT, 2))))
          : Optional.empty();
    }
  }

  @FunctionalInterface
  private interface Call {
    int run() throws Throwable;
  }

  private static int call(Call call) {
    try {
      return call.run();
    } catch (Throwable e) {
      throw new IllegalStateException("a system call could not be made", e);
    }
  }
}
