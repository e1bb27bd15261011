package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Rounds;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Choice;
import alpi.daemon.policy.Inquiry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Consent is for these bytes and no others: whatever is changed about a call, before it, while its
/// owner is asked or after, its owner is asked anew.
@Timeout(300)
class MutationTest {
  private static final Actor OWNER = Actor.local(1000);
  private static final int AFTER = Rounds.of(140, 4_000);
  private static final int MEANWHILE = Rounds.of(40, 900);

  @TempDir Path dir;
  private Room room;

  @BeforeEach
  void open() throws IOException {
    room = new Room(dir, "", Map.of());
    room.attended = true;
    Files.createDirectories(room.workspace.resolve("sub"));
    Path bin = Files.createDirectories(room.workspace.resolve("bin"));
    for (String name : List.of("tool", "other")) {
      assertTrue(
          Files.writeString(bin.resolve(name), "#!/bin/sh\nexit 0\n").toFile().setExecutable(true));
    }
  }

  @AfterEach
  void close() {
    room.close();
  }

  /// The next question, or none when the call ends without one.
  private Optional<ApprovalRequest> question(Thread caller) {
    while (caller.isAlive()) {
      for (Inquiry inquiry : room.desk.pending(Optional.empty())) {
        if (inquiry instanceof ApprovalRequest request) {
          return Optional.of(request);
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
    return Optional.empty();
  }

  private void answer(ApprovalRequest request, Choice choice) {
    room.desk.answer(request.id(), choice, Optional.empty(), OWNER);
  }

  /// How often the owner is asked about one call, who says `choice` and then no.
  private int asked(String tool, String arguments, Choice choice) throws InterruptedException {
    Thread caller = Thread.ofVirtual().start(() -> room.does(tool, arguments));
    int asked = 0;
    for (Optional<ApprovalRequest> next = question(caller);
        next.isPresent();
        next = question(caller)) {
      asked++;
      answer(next.get(), asked == 1 ? choice : Choice.DENY);
    }
    caller.join();
    return asked;
  }

  private static String command(String line) {
    return Json.text(Json.object().put("command", line));
  }

  @Test
  void whateverIsChangedAfterwardsIsAskedAboutAnew() throws Exception {
    String agreed = "rm -r -f out/a";
    assertEquals(1, asked("shell", command(agreed), Choice.SESSION));
    assertEquals(0, asked("shell", command("rm  -r '-f' \"out/a\""), Choice.DENY), "the same");
    var session = room.session;
    for (int seed = 0; seed < AFTER; seed++) {
      var random = new Random(seed);
      room.session = session;
      String mutated = mutated(agreed, random);
      assertFalse(mutated.equals(agreed));
      if (random.nextInt(10) == 0) {
        room.session = room.ids.session();
        mutated = agreed;
      }
      assertEquals(
          1, asked("shell", command(mutated), Choice.DENY), "seed " + seed + ": " + mutated);
    }
  }

  /// The same command but for one thing.
  private static String mutated(String agreed, Random random) {
    String other = Integer.toString(random.nextInt(36 * 36 * 36), 36);
    return switch (random.nextInt(9)) {
      case 0 -> agreed + other;
      case 1 -> agreed + " " + other;
      case 2 -> agreed.replace("-f", random.nextBoolean() ? "-v" : "-i") + " x" + other;
      case 3 -> "X" + other + "=1 " + agreed;
      case 4 -> "cd sub && " + agreed + (random.nextBoolean() ? "" : other);
      case 5 -> agreed + " && rm x" + other;
      case 6 -> agreed + " > log" + other;
      case 7 -> "bin/" + (random.nextBoolean() ? "tool" : "other") + " -r -f out/a" + other;
      default -> agreed.replace("out/a", random.nextBoolean() ? "out" : "out/./../" + other);
    };
  }

  @Test
  void consentForOnceIsNeverReplayed() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertEquals(1, asked("shell", command("bin/tool"), Choice.ONCE), "time " + i);
    }
  }

  @Test
  void whateverIsSwappedWhileTheOwnerIsAskedIsAskedAboutAnew() throws Exception {
    Path tool = room.workspace.resolve("bin/tool");
    for (int seed = 0; seed < MEANWHILE; seed++) {
      var random = new Random(seed);
      Thread caller = Thread.ofVirtual().start(() -> room.does("shell", command("bin/tool")));
      ApprovalRequest first = question(caller).orElseThrow();
      swap(tool, seed, random);
      answer(first, Choice.ONCE);
      Optional<ApprovalRequest> second = question(caller);
      assertTrue(second.isPresent(), "seed " + seed + ": not asked again");
      assertFalse(second.get().binding().equals(first.binding()), "seed " + seed);
      answer(second.get(), Choice.DENY);
      caller.join();
    }
  }

  /// Another program of that name: other bytes, another file with the same bytes, or another file
  /// behind a link.
  private void swap(Path tool, int seed, Random random) throws IOException {
    Path fresh = room.workspace.resolve("bin/fresh" + seed);
    String script = "#!/bin/sh\nexit 0\n";
    switch (random.nextInt(3)) {
      case 0 -> {
        Path target = Files.isSymbolicLink(tool) ? tool.toRealPath() : tool;
        Files.writeString(target, "#!/bin/sh\nexit " + (seed % 100 + 1) + "\n# " + seed + "\n");
      }
      case 1 -> {
        assertTrue(Files.writeString(fresh, script).toFile().setExecutable(true));
        Files.move(fresh, tool, StandardCopyOption.REPLACE_EXISTING);
      }
      default -> {
        assertTrue(Files.writeString(fresh, script).toFile().setExecutable(true));
        Files.deleteIfExists(tool);
        Files.createSymbolicLink(tool, fresh);
      }
    }
  }
}
