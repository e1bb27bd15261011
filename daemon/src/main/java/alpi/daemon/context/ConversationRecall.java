package alpi.daemon.context;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.Tool;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.SearchHit;
import alpi.daemon.session.Session;
import alpi.daemon.session.Sessions;
import alpi.daemon.session.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds turns of the same conversation through its index, or by reading them where there is none:
/// in a conversation that leaves nothing behind, and where the index cannot be used.
public final class ConversationRecall implements Recaller {
  /// Characters of one message that are brought back.
  static final int MESSAGE_CHARS = 400;

  /// Characters of one turn.
  static final int TURN_CHARS = 900;

  /// Turns read where there is no index, the latest ones.
  static final int MAX_READ = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(ConversationRecall.class);

  private final Sessions sessions;

  public ConversationRecall(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Found find(Session session, Predicate<String> turns, String query, int limit) {
    Set<String> terms = Terms.of(query);
    if (terms.isEmpty()) {
      return new Found(List.of(), Optional.empty());
    }
    Timeline timeline = session.timeline();
    Optional<String> notice = Optional.empty();
    Set<String> best = new LinkedHashSet<>();
    if (!session.ephemeral()) {
      try {
        List<SearchHit> hits = sessions.searchIn(session.id(), query, 4 * limit);
        hits.stream().map(SearchHit::turn).filter(turns).forEach(best::add);
        notice = sessions.indexing();
      } catch (Problem e) {
        LOG.warn("event=recall_without_index session={}", session.id(), e);
      }
    }
    if (best.isEmpty()) {
      best.addAll(scan(lines(timeline, turns), terms));
    }
    List<Recalled> items = new ArrayList<>();
    for (String turn : best) {
      if (items.size() < limit) {
        String text = passage(said(timeline, turn), terms);
        items.add(new Recalled(Pointer.turn(session.id(), turn).toString(), text));
      }
    }
    return new Found(items, notice);
  }

  /// What was said in a turn.
  private static List<Message> said(Timeline timeline, String turn) {
    return timeline.number(turn).stream()
        .mapToObj(timeline::turn)
        .flatMap(List::stream)
        .filter(message -> !(message instanceof Note))
        .toList();
  }

  private static Map<String, List<Message>> lines(Timeline timeline, Predicate<String> turns) {
    Map<String, List<Message>> lines = new LinkedHashMap<>();
    for (Message message : timeline.messages()) {
      if (!(message instanceof Note) && turns.test(message.turn())) {
        lines.computeIfAbsent(message.turn(), _ -> new ArrayList<>()).add(message);
      }
    }
    return lines;
  }

  /// Turns that hold a word of the question, those with rare words first.
  private static List<String> scan(Map<String, List<Message>> lines, Set<String> terms) {
    Map<String, Set<String>> held = new LinkedHashMap<>();
    Map<String, Integer> frequency = new HashMap<>();
    lines.entrySet().stream()
        .skip(Math.max(0, lines.size() - MAX_READ))
        .forEach(turn -> {
          Set<String> found = new HashSet<>();
          for (Message message : turn.getValue()) {
            found.addAll(held(text(message), terms));
          }
          if (!found.isEmpty()) {
            held.put(turn.getKey(), found);
            found.forEach(term -> frequency.merge(term, 1, Integer::sum));
          }
        });
    Map<String, Double> worth = new HashMap<>();
    held.forEach((turn, found) ->
        worth.put(
            turn,
            found.stream()
                .mapToDouble(
                    term -> Math.log(1 + lines.size() / (double) frequency.getOrDefault(term, 1)))
                .sum()));
    return held.keySet().stream()
        .sorted(Comparator.comparingDouble(worth::get).reversed())
        .toList();
  }

  /// Those of the words that a text holds. Plain text that does not have their letters is not cut
  /// into words at all.
  private static Set<String> held(String text, Set<String> terms) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (terms.stream().noneMatch(lower::contains)) {
        return Set.of();
      }
    }
    Set<String> found = new HashSet<>(Terms.of(text));
    found.retainAll(terms);
    return found;
  }

  /// What a turn says around the words looked for.
  private static String passage(List<Message> lines, Set<String> terms) {
    var text = new StringBuilder();
    for (Message message : lines) {
      String said = text(message).strip();
      boolean asked = message instanceof User || message instanceof Assistant;
      if (!said.isEmpty() && (asked || Terms.of(said).stream().anyMatch(terms::contains))) {
        text.append(who(message)).append(": ").append(Passage.around(said, terms, MESSAGE_CHARS));
        text.append('\n');
      }
    }
    return Cut.brief(text.toString().strip(), TURN_CHARS);
  }

  private static String who(Message message) {
    return switch (message) {
      case User _ -> "owner";
      case Assistant _ -> "you";
      case Tool tool -> "tool " + tool.tool();
      case Note _ -> "note";
    };
  }

  private static String text(Message message) {
    return switch (message) {
      case User user -> user.text();
      case Assistant said -> said.text();
      case Tool tool -> tool.text();
      case Note _ -> "";
    };
  }
}
