package alpi.daemon.context;

import alpi.alp.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What stands in place of turns that are no longer shown, as its line in the conversation keeps
/// it. The turns themselves stay in the file as they were said.
///
/// @param first the first turn that is shown as it was said
/// @param sections the oldest first
public record Condensed(String first, List<Section> sections) {
  /// What the element around a section takes.
  private static final int FRAME_TOKENS = 45;

  public Condensed {
    sections = List.copyOf(sections);
  }

  /// How much of the turns is left: each level is made from the one before.
  public enum Level {
    /// What was said that matters, near to the words.
    EXTRACT,
    /// The same in brief.
    ABSTRACT,
    /// What it was about.
    OUTLINE;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    Optional<Level> next() {
      return switch (this) {
        case EXTRACT -> Optional.of(ABSTRACT);
        case ABSTRACT -> Optional.of(OUTLINE);
        case OUTLINE -> Optional.empty();
      };
    }
  }

  /// @param from the first turn that went into it
  /// @param to the last one
  /// @param turns how many
  /// @param text one line each for what is kept, ending in the turns that it comes from in brackets
  public record Section(Level level, String from, String to, int turns, String text) {}

  String write() {
    ObjectNode node = Json.object().put("first", first);
    ArrayNode all = node.putArray("sections");
    for (Section section : sections) {
      all.addObject()
          .put("level", section.level().wire())
          .put("from", section.from())
          .put("to", section.to())
          .put("turns", section.turns())
          .put("text", section.text());
    }
    return Json.text(node);
  }

  /// Empty for a line that a damaged file left.
  static Optional<Condensed> read(String text) {
    try {
      JsonNode node = Json.parse(text);
      List<Section> sections = new ArrayList<>();
      for (JsonNode each : node.path("sections")) {
        sections.add(
            new Section(
                level(each.path("level").asString("")),
                each.path("from").asString(""),
                each.path("to").asString(""),
                each.path("turns").asInt(0),
                each.path("text").asString("")));
      }
      String first = node.path("first").asString("");
      return first.isEmpty() ? Optional.empty() : Optional.of(new Condensed(first, sections));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Level level(String wire) {
    for (Level level : Level.values()) {
      if (level.wire().equals(wire)) {
        return level;
      }
    }
    return Level.OUTLINE;
  }

  /// What the model reads in place of the turns.
  String shown(Conversation conversation) {
    int turns = sections.stream().mapToInt(Section::turns).sum();
    var text = new StringBuilder();
    text.append("[In place of the ").append(turns).append(" oldest turns; the names in brackets");
    text.append(" are turns: session:").append(conversation.session().id()).append("#TURN]");
    for (Section section : sections) {
      text.append('\n').append(block(section, conversation));
    }
    return text.toString();
  }

  static String block(Section section, Conversation conversation) {
    return Fence.summary(
        section.level().wire(),
        conversation.pointer(section.from()).toString(),
        conversation.pointer(section.to()).toString(),
        section.text());
  }

  static long tokens(List<Section> sections) {
    return sections.stream().mapToLong(section -> Tokens.of(section.text()) + FRAME_TOKENS).sum();
  }
}
