package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Cancel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class BuiltinModelTest {
  private static final List<String> TOOLS =
      List.of("list", "manual", "memory", "read", "recall", "search", "web_fetch");
  private static final String TODAY =
      "\n\n[Today is 2026-11-21. The workspace is \"/home/me/notes\"]";

  private final List<ModelEvent> events = new ArrayList<>();

  @Test
  void doesWhatItsTableSays() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("../docs/builtin.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertTrue(rows.size() >= 30, "rows: " + rows.size());
    var wrong = new ArrayList<String>();
    for (String row : rows) {
      String[] cells = row.substring(1, row.lastIndexOf('|')).split(" \\| ", 2);
      String ask = cells[0].strip().replaceAll("^`+|`+$", "").strip();
      String wanted = cells[1].strip().replaceAll("^`|`$", "");
      String done = done(ask);
      if (!done.equals(wanted)) {
        wrong.add(ask + " => " + done);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void summarisesWhatIsAttached() {
    String answer =
        answer(
            "summarise this\n<attachment name=\"log.txt\" size=\"12\">\n"
                + "# Harvest\n\nThe harvest was good this year. Rain came late. "
                + "Farmers brought the harvest in early.\n</attachment>"
                + TODAY);
    assertTrue(answer.contains("**Harvest**"), answer);
    assertTrue(answer.contains("- The harvest was good this year."), answer);
    assertTrue(answer.contains("from 3 lines"), answer);
    assertTrue(answer.endsWith(BuiltinModel.HONEST), answer);
  }

  @Test
  void countsADiff() {
    String answer =
        answer(
            "review\n<attachment name=\"stdin\">\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n"
                + "@@ -1,2 +1,3 @@\n-old\n+new\n+more\n</attachment>");
    assertTrue(answer.contains("needs a language model"), answer);
    assertTrue(answer.contains("- x  +2 -1"), answer);
  }

  @Test
  void searchesWhatIsAttached() {
    String answer =
        answer("search for err\n<attachment name=\"log\">\nfine\nan ERROR here\n</attachment>");
    assertTrue(answer.startsWith("log:2: an ERROR here"), answer);
  }

  @Test
  void summarisesWhatTheToolRead() {
    String text = "One thing matters here most. Another thing follows from it.\n[lines 1-1 of 9]";
    ask(List.of(user("Summarise a.txt"), called("read"), result("read", text, true)), TOOLS);
    String answer = text();
    assertTrue(answer.contains("- One thing matters here most."), answer);
    assertTrue(answer.contains("[lines 1-1 of 9]"), answer);
  }

  @Test
  void passesOnWhyAToolFailed() {
    ask(
        List.of(user("read a.txt"), called("read"), result("read", "a.txt cannot be read.", false)),
        TOOLS);
    assertTrue(text().startsWith("That did not work: a.txt cannot be read."), text());
  }

  @Test
  void callsOnlyWhatIsOffered() {
    ask(List.of(user("recall invoices")), List.of("read"));
    assertTrue(text().startsWith("That takes the tool `recall`"), text());
  }

  @Test
  void asksForFurtherToolsOnce() {
    ask(List.of(user("recall invoices")), List.of("more_tools", "read"));
    assertEquals("more_tools {\"need\":\"recall\"}", call().orElseThrow());
    events.clear();
    ask(
        List.of(user("recall invoices"), called("more_tools"), result("more_tools", "None.", true)),
        List.of("more_tools", "read"));
    assertTrue(text().startsWith("That takes the tool `recall`"), text());
  }

  @Test
  void saysWhatItCannotDo() {
    String answer = answer("Write me a poem about the sea");
    assertTrue(answer.startsWith("That needs a language model, and none is configured."), answer);
    assertTrue(answer.contains("Summarise README.md"), answer);
    assertTrue(answer.contains("`alpi setup`"), answer);
  }

  @Test
  void speaksInSmallPiecesThatJoinToTheWhole() {
    String answer = answer("help");
    assertTrue(events.size() > 5);
    ModelEvent.Finished finished = (ModelEvent.Finished) events.getLast();
    assertEquals(answer, finished.message().text());
    assertEquals("builtin/responder", finished.model());
  }

  @Test
  void answersTheSameEachTime() {
    String first = answer("what can you do?");
    events.clear();
    assertEquals(first, answer("what can you do?"));
  }

  /// The tool call, or the answer without the line beneath it.
  private String done(String ask) {
    events.clear();
    ask(List.of(user(ask + TODAY)), TOOLS);
    return call().orElseGet(() -> text().replace("\n\n" + BuiltinModel.HONEST, ""));
  }

  private String answer(String ask) {
    ask(List.of(user(ask)), TOOLS);
    return text();
  }

  private Optional<String> call() {
    return events.stream()
        .filter(ModelEvent.Called.class::isInstance)
        .map(event -> ((ModelEvent.Called) event).call())
        .map(call -> call.name() + " " + call.arguments())
        .findFirst();
  }

  private String text() {
    var text = new StringBuilder();
    for (ModelEvent event : events) {
      if (event instanceof ModelEvent.Text(String more)) {
        text.append(more);
      }
    }
    return text.toString();
  }

  private void ask(List<ModelMessage> messages, List<String> tools) {
    var request =
        new ModelRequest(
            "",
            tools.stream()
                .map(name ->
                    new ModelRequest.ToolDef(name, name, ModelRequest.ToolDef.noParameters()))
                .toList(),
            messages,
            OptionalInt.empty(),
            Optional.empty());
    new BuiltinModel().stream(request, new Cancel(), events::add);
  }

  private static ModelMessage user(String text) {
    return new ModelMessage.User(text, List.of());
  }

  private static ModelMessage called(String tool) {
    var call = new ModelMessage.ToolCall("c1", tool, "{}");
    return new ModelMessage.Assistant("", List.of(call), Optional.empty());
  }

  private static ModelMessage result(String tool, String text, boolean ok) {
    return new ModelMessage.ToolResult("c1", tool, text, ok, List.of());
  }
}
