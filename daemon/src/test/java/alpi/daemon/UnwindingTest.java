package alpi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnwindingTest {
  private final List<String> ended = new ArrayList<>();

  @Test
  void endsTheLastFirst() {
    var unwinding = new Unwinding();
    unwinding.add(() -> ended.add("journal"));
    unwinding.add(() -> ended.add("server"));
    unwinding.close();
    assertEquals(List.of("server", "journal"), ended);
  }

  @Test
  void aFailedEndingKeepsNoOtherFromItsOwn() {
    var unwinding = new Unwinding();
    unwinding.add(() -> ended.add("lock"));
    unwinding.add(() -> fail("journal"));
    unwinding.add(() -> ended.add("scheduler"));
    unwinding.add(() -> fail("server"));
    var thrown = assertThrows(IllegalStateException.class, unwinding::close);
    assertEquals("server", thrown.getMessage());
    assertEquals("journal", thrown.getSuppressed()[0].getMessage());
    assertEquals(List.of("scheduler", "lock"), ended);
  }

  @Test
  void endsEachOnce() {
    var unwinding = new Unwinding();
    unwinding.add(() -> ended.add("lock"));
    unwinding.close();
    unwinding.close();
    assertEquals(List.of("lock"), ended);
  }

  private static void fail(String what) {
    throw new IllegalStateException(what);
  }
}
