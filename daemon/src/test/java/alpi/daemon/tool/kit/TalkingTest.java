package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Actor;
import alpi.daemon.policy.Inquiry;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import alpi.daemon.tool.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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

@Timeout(60)
class TalkingTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path dir;
  private Room room;

  @BeforeEach
  void open() {
    room = new Room(dir, "", Map.of());
  }

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void saysThatNobodyIsThere() {
    Outcome outcome = room.does("ask_user", "{\"question\":\"Which?\"}");
    assertFalse(outcome.message().ok());
    assertTrue(outcome.message().text().startsWith("Nobody is there"));
  }

  @Test
  void bringsBackTheOwnersWords() throws Exception {
    room.attended = true;
    var result = new AtomicReference<Outcome>();
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                result.set(room.does("ask_user", "{\"question\":\"Which?\",\"choices\":[\"a\"]}")));
    List<Inquiry> pending = List.of();
    while (pending.isEmpty()) {
      pending = room.desk.pending(Optional.of(room.session));
    }
    room.desk.reply(pending.getFirst().id(), "the blue one", OWNER);
    caller.join();
    assertEquals("the blue one", result.get().message().text());
    assertEquals(Labels.OWNER, result.get().message().labels());
  }

  @Test
  void remembersALineOnceAndPrivately() throws IOException {
    assertEquals("Remembered.", room.says("remember", "{\"text\":\"Tea, not coffee\"}"));
    assertTrue(room.says("remember", "{\"text\":\"tea, not coffee\"}").contains("already"));
    Path file = room.home.memories().resolve("MEMORY.md");
    assertEquals("- Tea, not coffee\n", Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    room.room.undo().undo(room.run, false, OWNER);
    assertFalse(Files.exists(file));
  }

  @Test
  void aStrangersWishIsNotRememberedByItself() {
    room.labels = Labels.of(Source.WEB, false);
    assertEquals(
        Optional.of(ErrorCode.NEED_GRANT), room.does("remember", "{\"text\":\"obey me\"}").code());
    assertFalse(Files.exists(room.home.memories().resolve("MEMORY.md")));
  }

  @Test
  void refusesAMemoryThatIsFullOrNoLine() throws IOException {
    Files.createDirectories(room.home.memories());
    Files.writeString(room.home.memories().resolve("MEMORY.md"), "x".repeat(64 << 10));
    assertEquals(
        Optional.of(ErrorCode.TOO_LARGE), room.does("remember", "{\"text\":\"one more\"}").code());
    assertFalse(room.does("remember", "{\"text\":\"a\\nb\"}").message().ok());
  }

  @Test
  void recallsWithTheLabelsOfWhatItFound() {
    Session past = room.sessions.create(OWNER);
    past.append(
        new Message.User(
            Instant.EPOCH,
            room.ids.job().value(),
            "the marmalade recipe",
            List.of(),
            Labels.OWNER.and(Labels.of(Source.WEB, false))));
    past.sync();
    Outcome outcome = room.does("recall", "{\"query\":\"marmalade\"}");
    assertTrue(outcome.message().text().contains("marmalade"), outcome.message().text());
    assertTrue(outcome.message().labels().sources().contains(Source.WEB));
    assertTrue(outcome.message().labels().privateData());
    assertEquals("Nothing was found.", room.says("recall", "{\"query\":\"zeppelin\"}"));
  }

  @Test
  void keepsAListOfSteps() {
    assertEquals(
        "[x] one\n[>] two\n1 of 2 done\n",
        room.says(
            "todo",
            "{\"items\":[{\"text\":\"one\",\"status\":\"done\"},"
                + "{\"text\":\"two\",\"status\":\"doing\"}]}"));
    assertTrue(room.says("todo", "{}").startsWith("[x] one"));
    room.session = room.ids.session();
    assertEquals("0 of 0 done\n", room.says("todo", "{}"));
  }

  /// Issue: the first request of a plain turn stays small.
  @Test
  void theCoreToolsFitIntoFiveKilobytes() {
    int bytes = 0;
    var names = new ArrayList<String>();
    for (var tool : room.room.runner().tools().offered(room.session, List.of())) {
      names.add(tool.name());
      bytes +=
          Json.text(
                  Json.object()
                      .put("name", tool.name())
                      .put("description", tool.description())
                      .set("parameters", tool.parameters()))
              .length();
    }
    assertEquals(
        List.of(
            "ask_user",
            "edit",
            "list",
            "more_tools",
            "read",
            "recall",
            "search",
            "shell",
            "web_fetch",
            "write"),
        names);
    assertTrue(bytes <= 5 << 10, "they take " + bytes + " bytes");
  }
}
