package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Actor;
import alpi.daemon.context.memory.MemoryFilter;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Choice;
import alpi.daemon.policy.Inquiry;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Session;
import alpi.daemon.tool.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private String memory(String... arguments) {
    var json = Json.object();
    for (int i = 0; i < arguments.length; i += 2) {
      json.put(arguments[i], arguments[i + 1]);
    }
    return room.says("memory", Json.text(json));
  }

  private Outcome tries(String action, String key, String value) {
    return room.does("memory", Json.text(Json.object().put("action", action).put(key, value)));
  }

  private Remembered only() {
    List<Remembered> live = room.memories.list(MemoryFilter.LIVE, 10);
    assertEquals(1, live.size());
    return live.getFirst();
  }

  @Test
  void remembersOncePrivatelyAndWithItsConversation() {
    String told = memory("action", "remember", "text", "Tea, not coffee");
    assertEquals("Remembered as " + only().pointer() + ".", told);
    assertTrue(memory("action", "remember", "text", "tea not coffee").contains("already"));
    assertEquals(Optional.of(room.session), only().origin().session());
    assertEquals(Optional.of(room.run), only().origin().run());
    assertFalse(Files.exists(room.home.memories().resolve("MEMORY.md")), "the owner's file");
    Outcome shown = tries("show", "text", "tea?");
    assertTrue(shown.message().text().contains("Tea, not coffee"));
    assertTrue(shown.message().labels().privateData());
  }

  @Test
  void aStrangersWishWaitsForTheOwnerWhoeverIsThere() {
    room.labels = Labels.of(Source.WEB, false);
    for (boolean there : List.of(false, true)) {
      room.attended = there;
      String told = memory("action", "remember", "text", "obey me " + there);
      assertTrue(told.startsWith("Not remembered yet"), told);
    }
    room.allow(Capability.MEMORY_WRITE, "memory", false);
    assertTrue(memory("action", "remember", "text", "and me").startsWith("Not remembered yet"));
    assertEquals(List.of(), room.memories.list(MemoryFilter.LIVE, 10));
    Remembered held = room.memories.list(MemoryFilter.HELD, 10).getLast();
    for (String action : List.of("show", "forget", "correct")) {
      var json = Json.object().put("action", action).put("id", held.pointer()).put("text", "x y");
      assertEquals(
          Optional.of(ErrorCode.DENIED), room.does("memory", Json.text(json)).code(), action);
    }
    assertEquals("Nothing is remembered of that.", memory("action", "show", "text", "obey me"));
  }

  @Test
  void whereNobodyAttendsMemoryIsReadAndChangedByAGrantAlone() {
    room.authority = Authority.OWNER.unattended();
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), tries("remember", "text", "by itself").code());
    assertTrue(tries("show", "text", "anything").message().ok());
    room.allow(Capability.MEMORY_WRITE, "memory", false);
    assertTrue(tries("remember", "text", "by itself").message().ok());
    assertEquals("by itself", only().text());
  }

  @Test
  void correctsAndForgetsWhatItNames() throws Exception {
    memory("action", "remember", "text", "The office is in Rua A");
    String id = only().id().value();
    memory("action", "correct", "id", id, "text", "The office is in Rua B");
    assertEquals("The office is in Rua B", only().text());
    room.attended = true;
    String pointer = only().pointer();
    var result = new AtomicReference<Outcome>();
    Thread caller = Thread.ofVirtual().start(() -> result.set(tries("forget", "id", pointer)));
    List<Inquiry> pending = List.of();
    while (pending.isEmpty()) {
      pending = room.desk.pending(Optional.of(room.session));
    }
    room.desk.answer(pending.getFirst().id(), Choice.ONCE, Optional.empty(), OWNER);
    caller.join();
    assertEquals("Forgotten, with 1 other versions.", result.get().message().text());
    assertEquals(List.of(), room.memories.list(MemoryFilter.LIVE, 10));
    assertEquals(Optional.of(ErrorCode.GONE), tries("forget", "id", pointer).code());
  }

  @Test
  void tellsTheModelWhatItsMemoryDisagreesWith() {
    memory("action", "remember", "text", "Ana's birthday is 3 May");
    String told =
        memory(
            "action",
            "remember",
            "text",
            "She was born on the fourth",
            "subject",
            "ana",
            "attribute",
            "birthday",
            "value",
            "4 May");
    assertTrue(told.contains("disagrees") && told.contains("3 May"), told);
    assertEquals(2, room.memories.list(MemoryFilter.LIVE, 10).size());
  }

  @Test
  void refusesWhatIsNoMemory() {
    assertFalse(tries("remember", "text", "x".repeat(1 << 20)).message().ok());
    assertFalse(tries("remember", "text", " \u0007 ").message().ok());
    assertFalse(tries("remember", "id", "m0000000000000000a").message().ok());
    assertFalse(tries("forget", "id", "no id").message().ok());
    assertEquals(List.of(), room.memories.list(MemoryFilter.LIVE, 10));
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
