package alpi.daemon.sandbox.wall;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

/// A program for the kernel's packet filter machine that decides on every system call of a command
/// (seccomp, `SECCOMP_SET_MODE_FILTER`). It runs at each call, with its number and its arguments as
/// numbers: it cannot look behind a pointer.
///
/// Everything is allowed but what this list takes away: reaching into other processes, changing
/// mounts and namespaces, keys, kernel interfaces with a history of holes, pushing characters into
/// a terminal, and every kind of socket but those of the internet, which lead nowhere behind the
/// wall. `clone3` and io_uring are said not to exist, because the first hides its flags behind a
/// pointer and the second makes sockets without a system call; programs then use the older calls.
public final class SyscallFilter {
  private static final int LOAD = 0x20;
  private static final int IF_EQUAL = 0x15;
  private static final int IF_AT_LEAST = 0x35;
  private static final int IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;
  private static final int MASK = 0x54;

  static final int ALLOW = 0x7FFF0000;
  static final int KILL = 0x80000000;
  static final int NOT_PERMITTED = 0x00050000 | 1;
  static final int NO_SUCH_CALL = 0x00050000 | 38;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENTS = 16;

  /// Calls of the x32 table carry this bit.
  private static final int X32 = 0x40000000;

  /// All `CLONE_NEW*` but the clock's, whose bit is a signal's in `clone`.
  private static final int NAMESPACES = 0x7E020000;

  private static final int TIME_NAMESPACE = 0x80;

  static final int UNIX = 1;
  static final int INET = 2;
  static final int INET6 = 10;
  static final int NETLINK = 16;

  static final int STREAM = 1;
  static final int PACKETS_IN_ORDER = 5;
  private static final int TYPE_BITS = 0xF;

  /// Puts a character into the input of a terminal, and its virtual console kin.
  static final int TIOCSTI = 0x5412;

  static final int TIOCLINUX = 0x541C;

  private static final Set<Syscall> ABSENT =
      EnumSet.of(
          Syscall.CLONE3,
          Syscall.IO_URING_SETUP,
          Syscall.IO_URING_ENTER,
          Syscall.IO_URING_REGISTER);

  /// Judged by their arguments.
  private static final Set<Syscall> JUDGED =
      EnumSet.of(Syscall.SOCKET, Syscall.SOCKETPAIR, Syscall.CLONE, Syscall.UNSHARE, Syscall.IOCTL);

  private final Processor processor;
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  private SyscallFilter(Processor processor) {
    this.processor = processor;
  }

  /// The program in the form the kernel takes, 8 bytes an instruction.
  ///
  /// @param unixSockets whether programs may make Unix sockets
  public static byte[] program(Processor processor, boolean unixSockets) {
    var filter = new SyscallFilter(processor);
    filter.entry();
    filter.sockets(unixSockets);
    filter.namespaces();
    filter.terminals();
    for (Syscall call : Syscall.values()) {
      if (!JUDGED.contains(call)) {
        filter.refuse(call, ABSENT.contains(call) ? NO_SUCH_CALL : NOT_PERMITTED);
      }
    }
    filter.add(RETURN, 0, 0, ALLOW);
    return filter.code.toByteArray();
  }

  /// Programs of another architecture have other numbers: they are ended.
  private void entry() {
    add(LOAD, 0, 0, ARCHITECTURE);
    add(IF_EQUAL, 1, 0, processor.audit());
    add(RETURN, 0, 0, KILL);
    add(LOAD, 0, 0, NUMBER);
    if (processor == Processor.X86_64) {
      add(IF_AT_LEAST, 0, 1, X32);
      add(RETURN, 0, 0, NO_SUCH_CALL);
    }
  }

  private void sockets(boolean unixSockets) {
    int[] families = unixSockets ? new int[] {UNIX, INET, INET6} : new int[] {INET, INET6};
    // load; one comparison a family; netlink with its protocol; refuse; allow
    when(Syscall.SOCKET, families.length + 6);
    add(LOAD, 0, 0, argument(0));
    for (int i = 0; i < families.length; i++) {
      add(IF_EQUAL, families.length - i + 3, 0, families[i]);
    }
    add(IF_EQUAL, 0, 2, NETLINK);
    add(LOAD, 0, 0, argument(2));
    add(IF_EQUAL, 1, 0, 0);
    add(RETURN, 0, 0, NOT_PERMITTED);
    add(RETURN, 0, 0, ALLOW);

    // A pair of datagram sockets could be pointed elsewhere afterwards, and raw ones are such.
    when(Syscall.SOCKETPAIR, 6);
    add(LOAD, 0, 0, argument(1));
    add(MASK, 0, 0, TYPE_BITS);
    add(IF_EQUAL, 2, 0, STREAM);
    add(IF_EQUAL, 1, 0, PACKETS_IN_ORDER);
    add(RETURN, 0, 0, NOT_PERMITTED);
    add(RETURN, 0, 0, ALLOW);
  }

  private void namespaces() {
    when(Syscall.CLONE, 4);
    add(LOAD, 0, 0, argument(0));
    add(IF_ANY_BIT, 0, 1, NAMESPACES);
    add(RETURN, 0, 0, NOT_PERMITTED);
    add(RETURN, 0, 0, ALLOW);
    when(Syscall.UNSHARE, 4);
    add(LOAD, 0, 0, argument(0));
    add(IF_ANY_BIT, 0, 1, NAMESPACES | TIME_NAMESPACE);
    add(RETURN, 0, 0, NOT_PERMITTED);
    add(RETURN, 0, 0, ALLOW);
  }

  /// The kernel reads the request as 32 bits, so do we: the upper half is anything.
  private void terminals() {
    when(Syscall.IOCTL, 5);
    add(LOAD, 0, 0, argument(1));
    add(IF_EQUAL, 1, 0, TIOCSTI);
    add(IF_EQUAL, 0, 1, TIOCLINUX);
    add(RETURN, 0, 0, NOT_PERMITTED);
    add(RETURN, 0, 0, ALLOW);
  }

  private void refuse(Syscall call, int answer) {
    if (call.number(processor) >= 0) {
      when(call, 1);
      add(RETURN, 0, 0, answer);
    }
  }

  /// The next `length` instructions are for this call alone; all of them end in an answer.
  private void when(Syscall call, int length) {
    add(IF_EQUAL, 0, length, call.number(processor));
  }

  /// Where the lower half of an argument lies; both processors are little-endian.
  private static int argument(int index) {
    return ARGUMENTS + 8 * index;
  }

  private void add(int operation, int ifTrue, int ifFalse, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort((short) operation).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    code.writeBytes(bytes.array());
  }
}
