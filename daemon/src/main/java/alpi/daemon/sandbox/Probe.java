package alpi.daemon.sandbox;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Runs behind the wall and tries system calls: prints for each how the kernel answered. Needs no
/// other class, because no other is there.
final class Probe {
  private Probe() {}

  /// @param args `name:number:argument:...` each; prints `name=errno`, 0 when the call succeeded
  // Calling out of Java is what it is for, and nobody but our own check reads its output.
  @SuppressWarnings("restricted")
  public static void main(String[] args) throws Throwable {
    Linker linker = Linker.nativeLinker();
    var longs = ValueLayout.JAVA_LONG;
    MethodHandle syscall =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(longs, longs, longs, longs, longs, longs, longs, longs),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    MemoryLayout state = Linker.Option.captureStateLayout();
    try (Arena arena = Arena.ofConfined();
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out))) {
      MemorySegment captured = arena.allocate(state);
      for (String arg : args) {
        if (arg.indexOf(':') < 0) {
          return; // here begins the command that would come after
        }
        String[] parts = arg.split(":", -1);
        long[] numbers = new long[7];
        for (int i = 1; i < parts.length && i <= 7; i++) {
          numbers[i - 1] = Long.parseLong(parts[i]);
        }
        long answer =
            (long)
                syscall.invokeExact(
                    captured,
                    numbers[0],
                    numbers[1],
                    numbers[2],
                    numbers[3],
                    numbers[4],
                    numbers[5],
                    numbers[6]);
        int errno = captured.get(ValueLayout.JAVA_INT, 0);
        out.println(parts[0] + "=" + (answer == -1 ? errno : 0));
      }
    }
  }
}
