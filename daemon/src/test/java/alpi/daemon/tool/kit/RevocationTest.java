package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Eventually;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Choice;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.GrantRequest;
import alpi.daemon.policy.Inquiry;
import alpi.daemon.policy.Scope;
import alpi.daemon.tool.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A permission that is taken back stops what runs under it, in the foreground and behind it.
@Timeout(60)
class RevocationTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path dir;
  private Room room;

  @BeforeEach
  void open() throws IOException {
    room = new Room(dir, "", Map.of());
    Path tool =
        Files.writeString(
            room.workspace.resolve("tool"),
            "#!/bin/sh\necho $$ > pid.part\nmv pid.part pid\nexec sleep 600\n");
    assertTrue(tool.toFile().setExecutable(true));
  }

  @AfterEach
  void close() {
    room.close();
  }

  private Grant grant() {
    Scope scope = room.room.scopes().of(Capability.EXEC, "./tool", false, room.workspace);
    return room.grants.issue(GrantRequest.of(Capability.EXEC, scope, ""), OWNER);
  }

  /// The process, once it runs.
  private ProcessHandle running() throws Exception {
    Path pid = room.workspace.resolve("pid");
    Eventually.until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
  }

  private static void gone(ProcessHandle process) throws Exception {
    process.onExit().get();
  }

  private AtomicReference<Outcome> begin(List<Thread> callers) {
    var outcome = new AtomicReference<Outcome>();
    callers.add(
        Thread.ofVirtual()
            .start(() -> outcome.set(room.does("shell", "{\"command\":\"./tool\"}"))));
    return outcome;
  }

  @Test
  void aCommandEndsWithThePermissionForIt() throws Exception {
    Grant grant = grant();
    var callers = new ArrayList<Thread>();
    AtomicReference<Outcome> outcome = begin(callers);
    ProcessHandle process = running();
    room.grants.revoke(grant.id(), OWNER);
    gone(process);
    callers.getFirst().join();
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), outcome.get().code());
    assertTrue(outcome.get().message().text().contains("permission for this ended"));
    assertEquals(
        Optional.of(ErrorCode.NEED_GRANT), room.does("shell", "{\"command\":\"./tool\"}").code());
  }

  @Test
  void aCommandInTheBackgroundEndsWithThePermissionForIt() throws Exception {
    Grant grant = grant();
    room.says("shell", "{\"command\":\"./tool\",\"action\":\"background\"}");
    ProcessHandle process = running();
    room.grants.revoke(grant.id(), OWNER);
    gone(process);
  }

  @Test
  void aCommandStillEndsWithItsTurn() throws Exception {
    room.attended = true;
    var callers = new ArrayList<Thread>();
    AtomicReference<Outcome> outcome = begin(callers);
    Inquiry question = question();
    room.desk.answer(question.id(), Choice.ONCE, Optional.empty(), OWNER);
    ProcessHandle process = running();
    room.cancel.fire();
    gone(process);
    callers.getFirst().join();
    assertFalse(outcome.get().message().ok());
  }

  private Inquiry question() {
    return Eventually.some(() -> room.desk.pending(Optional.empty()).stream().findFirst());
  }
}
