package alpi.browser.page;

import alpi.browser.Ref;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One thing on a page, by what it is to a person who cannot see it.
///
/// @param depth below how many others it lies
/// @param acts whether something can be done with it
/// @param level of a heading; else 0
/// @param path what it lies in, for things that were found
public record Node(
    int depth,
    Optional<Ref> ref,
    String role,
    String name,
    String value,
    List<String> states,
    String href,
    int level,
    boolean acts,
    String path) {
  public Node {
    states = List.copyOf(states);
  }

  static Node of(JsonNode json) {
    long ref = json.path("ref").asLong(0);
    return new Node(
        json.path("d").asInt(0),
        ref > 0 ? Optional.of(new Ref(ref)) : Optional.empty(),
        json.path("role").asString(""),
        json.path("name").asString(""),
        json.path("value").asString(""),
        json.path("st").valueStream().map(each -> each.asString("")).toList(),
        json.path("href").asString(""),
        json.path("lvl").asInt(0),
        json.path("act").asBoolean(false),
        json.path("path").asString(""));
  }

  boolean text() {
    return role.equals("text");
  }

  boolean heading() {
    return role.equals("heading");
  }

  /// The line it is in every view: `button "Send" [e17] disabled`.
  public String line() {
    if (text()) {
      return name;
    }
    var line = new StringBuilder(role);
    if (level > 0) {
      line.append(' ').append(level);
    }
    if (!name.isEmpty()) {
      line.append(" \"").append(name).append('"');
    }
    ref.ifPresent(each -> line.append(" [").append(each).append(']'));
    if (!value.isEmpty()) {
      line.append(" = \"").append(value).append('"');
    }
    states.forEach(each -> line.append(' ').append(each));
    return line.toString();
  }
}
