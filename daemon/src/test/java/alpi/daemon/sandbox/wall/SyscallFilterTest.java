package alpi.daemon.sandbox.wall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyscallFilterTest {
  private static final long NEW_USER = 0x10000000;

  /// Runs the program as the kernel would, for one call.
  private static int answer(byte[] program, int architecture, long number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, (int) number).putInt(4, architecture);
    for (int i = 0; i < arguments.length; i++) {
      data.putLong(16 + 8 * i, arguments[i]);
    }
    ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    for (int at = 0; ; at++) {
      int operation = code.getShort(8 * at);
      int ifTrue = code.get(8 * at + 2) & 0xFF;
      int ifFalse = code.get(8 * at + 3) & 0xFF;
      int value = code.getInt(8 * at + 4);
      switch (operation) {
        case 0x20 -> accumulator = data.getInt(value);
        case 0x54 -> accumulator &= value;
        case 0x15 -> at += accumulator == value ? ifTrue : ifFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, value) >= 0 ? ifTrue : ifFalse;
        case 0x45 -> at += (accumulator & value) != 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return value;
        }
        default -> throw new AssertionError("no such operation: " + operation);
      }
    }
  }

  private static int answer(Processor processor, boolean unix, Syscall call, long... arguments) {
    return answer(
        SyscallFilter.program(processor, unix),
        processor.audit(),
        call.number(processor),
        arguments);
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatLeadsOut(Processor processor) {
    for (Syscall call : Syscall.values()) {
      switch (call) {
        case SOCKET, SOCKETPAIR, CLONE, UNSHARE, IOCTL -> {}
        case CLONE3, IO_URING_SETUP, IO_URING_ENTER, IO_URING_REGISTER ->
            assertEquals(SyscallFilter.NO_SUCH_CALL, answer(processor, false, call), call::name);
        default -> {
          if (call.number(processor) >= 0) {
            assertEquals(SyscallFilter.NOT_PERMITTED, answer(processor, false, call), call::name);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void allowsEveryOtherCall(Processor processor) {
    for (long number : new long[] {0, 1, 2, 3, 9, 59, 60, 93, 221, 231, 281, 400, 434, 450, 500}) {
      boolean listed = false;
      for (Syscall call : Syscall.values()) {
        listed |= call.number(processor) == number;
      }
      if (!listed) {
        byte[] program = SyscallFilter.program(processor, false);
        assertEquals(SyscallFilter.ALLOW, answer(program, processor.audit(), number));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void opensTheInternetsSocketsAlone(Processor processor) {
    for (int family = 0; family < 64; family++) {
      boolean internet = family == SyscallFilter.INET || family == SyscallFilter.INET6;
      boolean route = family == SyscallFilter.NETLINK;
      assertEquals(
          internet || route ? SyscallFilter.ALLOW : SyscallFilter.NOT_PERMITTED,
          answer(processor, false, Syscall.SOCKET, family, 1, 0));
      assertEquals(
          internet || route || family == SyscallFilter.UNIX
              ? SyscallFilter.ALLOW
              : SyscallFilter.NOT_PERMITTED,
          answer(processor, true, Syscall.SOCKET, family, 1, 0));
    }
    long netfilter = 12;
    assertEquals(
        SyscallFilter.NOT_PERMITTED,
        answer(processor, false, Syscall.SOCKET, SyscallFilter.NETLINK, 3, netfilter));
  }

  @ParameterizedTest
  @EnumSource
  void pairsOnlyWhatCannotBePointedElsewhere(Processor processor) {
    long closeOnExec = 0x80000;
    for (int type = 0; type < 16; type++) {
      boolean fixed = type == SyscallFilter.STREAM || type == SyscallFilter.PACKETS_IN_ORDER;
      assertEquals(
          fixed ? SyscallFilter.ALLOW : SyscallFilter.NOT_PERMITTED,
          answer(processor, false, Syscall.SOCKETPAIR, 1, type | closeOnExec, 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void startsThreadsAndProcessesButNoNamespaces(Processor processor) {
    long thread = 0x3D0F00;
    assertEquals(SyscallFilter.ALLOW, answer(processor, false, Syscall.CLONE, thread));
    assertEquals(SyscallFilter.ALLOW, answer(processor, false, Syscall.CLONE, 17));
    assertEquals(SyscallFilter.ALLOW, answer(processor, false, Syscall.UNSHARE, 0x400));
    for (long space = 0x02000000; space <= 0x40000000; space <<= 1) {
      if (space != 0x01000000) {
        assertEquals(
            SyscallFilter.NOT_PERMITTED, answer(processor, false, Syscall.CLONE, space | 17));
        assertEquals(SyscallFilter.NOT_PERMITTED, answer(processor, false, Syscall.UNSHARE, space));
      }
    }
    assertEquals(SyscallFilter.NOT_PERMITTED, answer(processor, false, Syscall.UNSHARE, 0x80));
    assertEquals(
        SyscallFilter.NOT_PERMITTED, answer(processor, false, Syscall.UNSHARE, NEW_USER | 0x400));
  }

  @ParameterizedTest
  @EnumSource
  void typesForNobodyWhateverTheUpperHalfSays(Processor processor) {
    long upper = 0xABCD_0000_0000L;
    for (long request : new long[] {SyscallFilter.TIOCSTI, SyscallFilter.TIOCLINUX}) {
      assertEquals(
          SyscallFilter.NOT_PERMITTED, answer(processor, false, Syscall.IOCTL, 0, request));
      assertEquals(
          SyscallFilter.NOT_PERMITTED, answer(processor, false, Syscall.IOCTL, 0, upper | request));
    }
    long windowSize = 0x5413;
    assertEquals(SyscallFilter.ALLOW, answer(processor, false, Syscall.IOCTL, 0, windowSize));
  }

  @Test
  void endsProgramsOfAnotherArchitecture() {
    byte[] program = SyscallFilter.program(Processor.X86_64, true);
    int i386 = 0x40000003;
    assertEquals(SyscallFilter.KILL, answer(program, i386, 1));
    assertEquals(SyscallFilter.KILL, answer(program, Processor.AARCH64.audit(), 1));
    int x32 = 0x40000000;
    assertEquals(
        SyscallFilter.NO_SUCH_CALL, answer(program, Processor.X86_64.audit(), x32 | 41, 1, 1, 0));
  }

  @ParameterizedTest
  @EnumSource
  void fitsIntoTheKernelsMachine(Processor processor) {
    byte[] program = SyscallFilter.program(processor, true);
    int most = 4096;
    assertEquals(0, program.length % 8);
    assertTrue(program.length / 8 <= most);
  }

  @Test
  void knowsProcessorsByTheNamesJavaHasForThem() {
    assertEquals(Processor.X86_64, Processor.of("amd64").orElseThrow());
    assertEquals(Processor.AARCH64, Processor.of("aarch64").orElseThrow());
    assertTrue(Processor.of("riscv64").isEmpty());
  }
}
