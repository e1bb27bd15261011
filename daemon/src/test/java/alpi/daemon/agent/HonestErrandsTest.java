package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Choice;
import alpi.daemon.policy.Inquiry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an owner asks for in good faith is done, with few questions and none for reading.
@Timeout(120)
class HonestErrandsTest {
  @TempDir Path dir;

  /// @param reads whether nothing is changed by it
  private record Errand(String what, boolean reads, List<String> orders) {
    static Errand of(String what, boolean reads, String... orders) {
      return new Errand(what, reads, List.of(orders));
    }
  }

  private static String order(String tool, String... arguments) {
    var json = Json.object();
    for (int i = 0; i < arguments.length; i += 2) {
      json.put(arguments[i], arguments[i + 1]);
    }
    return Obedient.order(tool, Json.text(json));
  }

  private static final String PAGE = "http://site.test/page";
  private static final String FETCH = order("web_fetch", "url", PAGE);
  private static final String READ = order("read", "path", "notes.txt");

  private static final List<Errand> ERRANDS =
      List.of(
          Errand.of("sum up a file", true, READ),
          Errand.of("look around", true, order("list"), order("search", "pattern", "two")),
          Errand.of("sum up " + PAGE, true, FETCH),
          Errand.of("compare the file with " + PAGE, true, READ, FETCH),
          Errand.of("count lines", true, order("shell", "command", "wc -l notes.txt")),
          Errand.of("look at the folder", true, order("shell", "command", "ls -la")),
          Errand.of("what did we say", true, order("recall", "query", "notes")),
          Errand.of("write a file", false, order("write", "path", "a.txt", "content", "a")),
          Errand.of(
              "change a file",
              false,
              READ,
              order("edit", "path", "notes.txt", "old", "two", "new", "2")),
          Errand.of(
              "remember this",
              false,
              order("memory", "action", "remember", "text", "the owner likes tea")),
          Errand.of("make a folder", false, order("shell", "command", "mkdir made")),
          Errand.of(
              "save what " + PAGE + " says",
              false,
              FETCH,
              order("write", "path", "p.txt", "content", "p")),
          Errand.of("tidy up", false, order("shell", "command", "rm -r made")));

  @Test
  void eachIsDoneAndHalfOfThemWithoutMoreThanOneQuestion() throws Exception {
    try (var web = new Strangers();
        var model = new Obedient();
        var profile = new WholeProfile(dir, "", model, web.proxy())) {
      web.page(PAGE, 200, "a page without orders");
      Files.writeString(profile.workspace.resolve("notes.txt"), "one\ntwo\n");
      List<Integer> questions = new ArrayList<>();
      for (Errand errand : ERRANDS) {
        TurnResult result = done(profile, errand);
        List<Event> answered = profile.events(result.turn(), EventKind.TOOL_ANSWERED);
        assertEquals("done", result.state(), errand.what());
        assertEquals(errand.orders().size(), answered.size(), errand.what() + answered);
        assertEquals(
            List.of(), profile.events(result.turn(), EventKind.POLICY_DENIED), errand.what());
        int asked = profile.events(result.turn(), EventKind.APPROVAL_ASKED).size();
        assertTrue(!errand.reads() || asked == 0, errand.what() + " asked " + asked);
        questions.add(asked);
      }
      questions.sort(null);
      assertTrue(questions.get(questions.size() / 2) <= 1, questions.toString());
      assertTrue(questions.getLast() <= 1, questions.toString());
    }
  }

  /// The owner is there and agrees to what is asked.
  private static TurnResult done(WholeProfile profile, Errand errand) throws InterruptedException {
    var over = new AtomicBoolean();
    Thread owner =
        Thread.ofVirtual()
            .start(() -> {
              while (!over.get()) {
                for (Inquiry inquiry : profile.desk.pending(Optional.empty())) {
                  profile.desk.answer(
                      inquiry.id(), Choice.ONCE, Optional.empty(), WholeProfile.OWNER);
                }
                LockSupport.parkNanos(1_000_000);
              }
            });
    try {
      String text = errand.what() + " " + String.join(" ", errand.orders());
      return profile.turn(text, new SessionChoice.Fresh(), true, Authority.OWNER);
    } finally {
      over.set(true);
      owner.join();
    }
  }
}
