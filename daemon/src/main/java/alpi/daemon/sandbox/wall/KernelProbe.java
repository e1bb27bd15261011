package alpi.daemon.sandbox.wall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is tried from behind a wall, and how the kernel must answer. Each call would fail in
/// another way, or succeed, were it not for the filter.
public final class KernelProbe {
  private static final int NOT_PERMITTED = 1;
  private static final int NO_SUCH_CALL = 38;

  private static final long NEW_USER = 0x10000000;
  private static final int PACKET = 17;
  private static final int VSOCK = 40;
  private static final int DATAGRAM = 2;

  private static final List<Try> TRIES =
      List.of(
          new Try("trace a process", Syscall.PTRACE, NOT_PERMITTED, 0, 0, 0),
          new Try("read a process", Syscall.PROCESS_VM_READV, NOT_PERMITTED, 1, 0, 0),
          new Try("mount", Syscall.MOUNT, NOT_PERMITTED, 0, 0, 0),
          new Try("unmount", Syscall.UMOUNT2, NOT_PERMITTED, 0, 0, 0),
          new Try("open a tree", Syscall.OPEN_TREE, NOT_PERMITTED, -1, 0, 0),
          new Try("change the root", Syscall.CHROOT, NOT_PERMITTED, 0, 0, 0),
          new Try("nest a user namespace", Syscall.UNSHARE, NOT_PERMITTED, NEW_USER, 0, 0),
          new Try("clone into a namespace", Syscall.CLONE, NOT_PERMITTED, NEW_USER | 17, 0, 0),
          new Try("clone by structure", Syscall.CLONE3, NO_SUCH_CALL, 0, 0, 0),
          new Try("enter a namespace", Syscall.SETNS, NOT_PERMITTED, -1, 0, 0),
          new Try("open by handle", Syscall.OPEN_BY_HANDLE_AT, NOT_PERMITTED, -1, 0, 0),
          new Try("use keys", Syscall.KEYCTL, NOT_PERMITTED, 0, -3, 0),
          new Try("load a program into the kernel", Syscall.BPF, NOT_PERMITTED, 0, 0, 0),
          new Try("handle page faults", Syscall.USERFAULTFD, NOT_PERMITTED, 0, 0, 0),
          new Try("count events", Syscall.PERF_EVENT_OPEN, NOT_PERMITTED, 0, 0, -1),
          new Try("set up a ring", Syscall.IO_URING_SETUP, NO_SUCH_CALL, 1, 0, 0),
          new Try("make a Unix socket", Syscall.SOCKET, NOT_PERMITTED, SyscallFilter.UNIX, 1, 0),
          new Try("make a packet socket", Syscall.SOCKET, NOT_PERMITTED, PACKET, 1, 0),
          new Try(
              "reach the host of a virtual machine", Syscall.SOCKET, NOT_PERMITTED, VSOCK, 1, 0),
          new Try("make a netfilter socket", Syscall.SOCKET, NOT_PERMITTED, 16, 3, 12),
          new Try(
              "make a datagram pair",
              Syscall.SOCKETPAIR,
              NOT_PERMITTED,
              SyscallFilter.UNIX,
              DATAGRAM,
              0),
          new Try("type for the owner", Syscall.IOCTL, NOT_PERMITTED, 0, SyscallFilter.TIOCSTI, 0),
          new Try(
              "type for the owner in disguise",
              Syscall.IOCTL,
              NOT_PERMITTED,
              0,
              0x1_0000_0000L | SyscallFilter.TIOCSTI,
              0),
          new Try("restart the machine", Syscall.REBOOT, NOT_PERMITTED, 0, 0, 0),
          new Try("make an internet socket", Syscall.SOCKET, 0, SyscallFilter.INET, 1, 0));

  private KernelProbe() {}

  private record Try(String name, Syscall call, int answer, long first, long second, long third) {}

  /// Every try as `name:number:argument:...`.
  public static List<String> calls(Processor processor) {
    List<String> calls = new ArrayList<>();
    for (Try each : TRIES) {
      calls.add(
          each.name()
              + ":"
              + each.call().number(processor)
              + ":"
              + each.first()
              + ":"
              + each.second()
              + ":"
              + each.third());
    }
    return calls;
  }

  /// The error number each must end with; 0 for success.
  public static Map<String, Integer> expected() {
    var expected = new TreeMap<String, Integer>();
    TRIES.forEach(each -> expected.put(each.name(), each.answer()));
    return expected;
  }
}
