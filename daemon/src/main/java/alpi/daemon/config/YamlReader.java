package alpi.daemon.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Turns YAML text into a tree with places. Refuses what lets two readers of one file disagree or a
/// small file grow large: duplicate keys, tags, keys that are not text, more than [#MAX_ALIASES]
/// aliases, nesting beyond [#MAX_DEPTH], a second document.
final class YamlReader {
  /// Deepest nesting of lists and maps.
  static final int MAX_DEPTH = 16;

  /// Most aliases (`*name`) in one file.
  static final int MAX_ALIASES = 16;

  private final ConfigFault fault;
  private final TextIndex index;
  private final Iterator<Event> events;
  private final Map<Anchor, YamlTree> anchors = new HashMap<>();
  private int aliases;

  private YamlReader(String text, ConfigFault fault, Iterator<Event> events) {
    this.fault = fault;
    this.index = new TextIndex(text);
    this.events = events;
  }

  /// The tree of the one document in `text`; empty when there is nothing but comments.
  static Optional<YamlTree> read(String text, ConfigFault fault) {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(ConfigFile.MAX_BYTES)
            .setLabel(fault.file())
            .build();
    try {
      Iterator<Event> events = new Parse(settings).parseString(text).iterator();
      return new YamlReader(text, fault, events).document();
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      int line = mark == null ? 1 : mark.getLine() + 1;
      int column = mark == null ? 1 : mark.getColumn() + 1;
      throw fault.at(line, column, what(e), "Correct the line or take it out.").because(e);
    } catch (YamlEngineException e) {
      throw fault
          .at(1, 1, "this is not text that YAML can hold", "Look for control characters.")
          .because(e);
    }
  }

  private static String what(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    return problem.contains("TAB") || problem.contains("'\\t'")
        ? "a tab stands where only spaces may; indent with spaces"
        : "this is not valid YAML: " + problem;
  }

  private Optional<YamlTree> document() {
    events.next();
    Event first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      return Optional.empty();
    }
    YamlTree tree = node(events.next(), 1);
    events.next();
    Event after = events.next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw refuse(after, "a second document starts here", "Keep one document; remove the ---.");
    }
    return tree instanceof YamlTree.Scalar scalar && scalar.isNull()
        ? Optional.empty()
        : Optional.of(tree);
  }

  private YamlTree node(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      return resolve(alias);
    }
    YamlTree tree =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case MappingStartEvent start -> dict(start, depth);
          case CollectionStartEvent start -> items(start, depth);
          default -> throw new IllegalStateException("no YAML node starts with " + event);
        };
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, tree));
    return tree;
  }

  private YamlTree resolve(AliasEvent alias) {
    if (++aliases > MAX_ALIASES) {
      throw refuse(alias, "more than " + MAX_ALIASES + " aliases", "Write the values out.");
    }
    YamlTree target = anchors.get(alias.getAlias());
    if (target == null) {
      throw refuse(alias, "this alias names nothing above it", "Write the value out.");
    }
    Place here = place(alias);
    return switch (target) {
      case YamlTree.Scalar s -> new YamlTree.Scalar(s.text(), s.plain(), false, here);
      case YamlTree.Items items -> new YamlTree.Items(items.items(), true, here);
      case YamlTree.Dict dict -> new YamlTree.Dict(dict.entries(), true, here);
    };
  }

  private YamlTree.Scalar scalar(ScalarEvent event) {
    refuseTag(event, event.getTag());
    boolean block = event.isLiteral() || event.isFolded();
    return new YamlTree.Scalar(event.getValue(), event.isPlain(), block, place(event));
  }

  private YamlTree dict(MappingStartEvent start, int depth) {
    checkDepth(start, depth);
    List<YamlTree.Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Event event = events.next();
    while (!(event instanceof CollectionEndEvent)) {
      if (!(event instanceof ScalarEvent keyEvent)) {
        throw refuse(event, "a key must be plain text", "Write key: value.");
      }
      YamlTree.Scalar key = scalar(keyEvent);
      if (!seen.add(key.text())) {
        throw refuse(event, "the key " + quoted(key.text()) + " stands here twice", "Keep one.");
      }
      entries.add(new YamlTree.Entry(key.text(), key.at(), node(events.next(), depth + 1)));
      event = events.next();
    }
    int last = entries.isEmpty() ? place(start).end() : entries.getLast().value().at().end();
    return new YamlTree.Dict(entries, start.isFlow(), whole(start, event, last));
  }

  private YamlTree items(CollectionStartEvent start, int depth) {
    checkDepth(start, depth);
    List<YamlTree> items = new ArrayList<>();
    Event event = events.next();
    while (!(event instanceof CollectionEndEvent)) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    int last = items.isEmpty() ? place(start).end() : items.getLast().at().end();
    return new YamlTree.Items(items, start.isFlow(), whole(start, event, last));
  }

  /// A block collection's own end mark lies past the comments after it, so its last element's end
  /// is taken instead.
  private Place whole(CollectionStartEvent start, Event end, int last) {
    return place(start).until(start.isFlow() ? place(end).end() : last);
  }

  private void checkDepth(CollectionStartEvent start, int depth) {
    refuseTag(start, start.getTag());
    if (depth > MAX_DEPTH) {
      throw refuse(start, "more than " + MAX_DEPTH + " levels deep", "Flatten it.");
    }
  }

  private void refuseTag(Event event, Optional<String> tag) {
    if (tag.isPresent()) {
      throw refuse(event, "tags (!) are not used here", "Write the plain value.");
    }
  }

  private RuntimeException refuse(Event event, String what, String todo) {
    Place place = place(event);
    return fault.at(place.line(), place.column(), what, todo);
  }

  private Place place(Event event) {
    Mark start = event.getStartMark().orElseThrow();
    Mark end = event.getEndMark().orElseThrow();
    return new Place(
        start.getLine() + 1,
        start.getColumn() + 1,
        index.charOf(start.getIndex()),
        index.charOf(end.getIndex()));
  }

  static String quoted(String text) {
    String safe = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return "\"" + safe.replaceAll("\\p{Cntrl}", "?") + "\"";
  }

  /// Turns positions counted in code points, as the parser counts, into positions in a String.
  private static final class TextIndex {
    private final int[] offsets;

    private TextIndex(String text) {
      boolean same = text.codePointCount(0, text.length()) == text.length();
      offsets = same ? new int[0] : offsets(text);
    }

    private static int[] offsets(String text) {
      int[] result = new int[text.codePointCount(0, text.length()) + 1];
      int at = 0;
      for (int i = 0; i < result.length; i++) {
        result[i] = at;
        at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
      }
      return result;
    }

    int charOf(int codePoint) {
      return offsets.length == 0 ? codePoint : offsets[codePoint];
    }
  }
}
