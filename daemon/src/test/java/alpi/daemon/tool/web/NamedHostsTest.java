package alpi.daemon.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedHostsTest {
  private static Message says(String text) {
    return new User(Instant.EPOCH, "j1", text, List.of(), Labels.OWNER);
  }

  private static Set<String> of(String text) {
    return NamedHosts.of(List.of(says(text)));
  }

  @Test
  void anAddressNamesItsHostWithAndWithoutWwwOverBothUsualPorts() {
    assertEquals(
        Set.of(
            "https://example.org:443",
            "http://example.org:80",
            "https://www.example.org:443",
            "http://www.example.org:80"),
        of("Summarise (https://Example.org/a?b=c#d), please."));
    assertEquals(of("https://example.org"), of("see www.example.org."));
    assertEquals(of("https://example.org"), of("[it](http://www.example.org)"));
  }

  @Test
  void aPortOfItsOwnIsNamedAsItIs() {
    assertEquals(
        Set.of("http://a.test:8080", "http://www.a.test:8080"), of("http://a.test:8080/x"));
    assertEquals(Set.of("http://93.1.2.3:80", "https://93.1.2.3:443"), of("http://93.1.2.3/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "summarise README.md",
        "what does main.py and run.sh do?",
        "compare docs/a.md/b.md",
        "mail me@www.example.org",
        "ftp://example.org/x",
        "https://owner@example.org/",
        "https://",
        "xhttps://example.org",
        "./www.example.org/index.html"
      })
  void whatMayBeAFileOrCannotBeReadInOneWayNamesNothing(String text) {
    assertEquals(Set.of(), of(text));
  }

  @Test
  void onlyTheOwnersWordsCount() {
    Message answer =
        new Message.Tool(
            Instant.EPOCH,
            "j1",
            "c",
            "web_fetch",
            true,
            "https://evil.test/",
            Optional.empty(),
            List.of(),
            Labels.NONE);
    Message model =
        new Message.Assistant(
            Instant.EPOCH,
            "j1",
            "m",
            "https://evil.test/",
            "",
            List.of(),
            Optional.empty(),
            Labels.OWNER);
    Message note = new Note(Instant.EPOCH, "j1", NoteKind.CONTEXT, "https://evil.test/");
    assertEquals(Set.of(), NamedHosts.of(List.of(answer, model, note)));
  }

  @Test
  void theLatestAddressesCountWhenThereAreTooMany() {
    List<Message> said = new ArrayList<>();
    for (int i = 0; i <= NamedHosts.MAX_ADDRESSES; i++) {
      said.add(says("https://h" + i + ".test/"));
    }
    Set<String> named = NamedHosts.of(said);
    assertFalse(named.contains("https://h0.test:443"));
    assertTrue(named.contains("https://h1.test:443"));
    assertTrue(named.contains("https://h" + NamedHosts.MAX_ADDRESSES + ".test:443"));
  }
}
