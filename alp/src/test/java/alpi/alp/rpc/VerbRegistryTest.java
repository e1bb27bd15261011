package alpi.alp.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerbRegistryTest {
  record None() {}

  private static Verb<None, None> verb(String name, String doc, String example, String since) {
    return new Verb<>(
        name,
        None.class,
        None.class,
        Role.OWNER,
        false,
        false,
        false,
        since,
        doc,
        example,
        List.of());
  }

  @Test
  void findsByName() {
    var registry = new VerbRegistry(List.of(verb("host.ping", "Answers.", "{}", "0.1.0")));
    assertEquals("host.ping", registry.find("host.ping").orElseThrow().name());
    assertTrue(registry.find("host.pong").isEmpty());
  }

  @Test
  void refusesAnEntryThatLacksSomething() {
    for (Verb<?, ?> verb :
        List.of(
            verb("host.ping", "", "{}", "0.1.0"),
            verb("host.ping", "No full stop", "{}", "0.1.0"),
            verb("host.ping", "Answers.", "", "0.1.0"),
            verb("host.ping", "Answers.", "{}", " "),
            verb("Host.Ping", "Answers.", "{}", "0.1.0"))) {
      assertThrows(IllegalStateException.class, () -> new VerbRegistry(List.of(verb)));
    }
  }

  @Test
  void refusesANameTakenTwice() {
    var verb = verb("host.ping", "Answers.", "{}", "0.1.0");
    assertThrows(IllegalStateException.class, () -> new VerbRegistry(List.of(verb, verb)));
  }
}
