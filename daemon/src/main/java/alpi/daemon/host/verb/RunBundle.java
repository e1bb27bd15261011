package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.WireRecords;
import alpi.daemon.agent.Effect;
import alpi.daemon.agent.Run;
import alpi.daemon.agent.RunFiles;
import alpi.daemon.agent.Runs;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.config.Redactor;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.job.Job;
import alpi.daemon.journal.Event;
import alpi.daemon.session.Message;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One run as a text that explains itself without this machine: JSON lines that tell of the run and
/// its settings, of each call with its decision, of each event, of what was said, and of how each
/// file changed. Rendered piece by piece; the last line counts the others, so that a cut is seen.
/// Secrets are taken out of every text.
final class RunBundle {
  /// The version of the form.
  static final int VERSION = 1;

  /// A piece ends after the line that fills it up to here, in characters.
  static final int PIECE_CHARS = 256 << 10;

  private static final int PAGE = 500;

  private final ProfileRooms profile;
  private final JobId id;
  private final Redactor redactor;
  private final StringBuilder out = new StringBuilder();
  private Cursor cursor;

  private RunBundle(ProfileRooms profile, JobId id, Cursor cursor) {
    this.profile = profile;
    this.id = id;
    this.redactor = profile.settings().current().redactor();
    this.cursor = cursor;
  }

  /// What lines tell of, in the order in which they come.
  private enum Part {
    HEAD,
    EFFECTS,
    EVENTS,
    MESSAGES,
    FILES,
    END;

    private String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Part next() {
      return switch (this) {
        case HEAD -> EFFECTS;
        case EFFECTS -> EVENTS;
        case EVENTS -> MESSAGES;
        case MESSAGES -> FILES;
        case FILES, END -> END;
      };
    }
  }

  /// Where a piece begins.
  ///
  /// @param at the last event, or the number of items, that the pieces before hold of this part
  private record Cursor(Part part, long at, long effects, long events, long messages, long files) {
    private static final Cursor START = new Cursor(Part.HEAD, 0, 0, 0, 0, 0);
    private static final Pattern TEXT =
        Pattern.compile("(head|effects|events|messages|files|end)(\\.\\d{1,15}){5}");

    static Cursor of(String text) {
      if (!TEXT.matcher(text).matches()) {
        throw Problem.of(
            ErrorCode.INVALID_PARAMS,
            "No piece of this run begins there.",
            "Begin without `from` and go on with `next` of each answer.");
      }
      List<String> parts = List.of(text.split("\\.", -1));
      long[] numbers = parts.stream().skip(1).mapToLong(Long::parseLong).toArray();
      return new Cursor(
          Part.valueOf(parts.getFirst().toUpperCase(Locale.ROOT)),
          numbers[0],
          numbers[1],
          numbers[2],
          numbers[3],
          numbers[4]);
    }

    Cursor next() {
      return new Cursor(part.next(), 0, effects, events, messages, files);
    }

    /// One line of this part later.
    Cursor after(long position) {
      return new Cursor(
          part,
          position,
          effects + (part == Part.EFFECTS ? 1 : 0),
          events + (part == Part.EVENTS ? 1 : 0),
          messages + (part == Part.MESSAGES ? 1 : 0),
          files + (part == Part.FILES ? 1 : 0));
    }

    @Override
    public String toString() {
      return part.wire()
          + List.of(at, effects, events, messages, files).stream()
              .map(number -> "." + number)
              .collect(Collectors.joining());
    }
  }

  /// @param next where the next piece begins; empty with the last one
  record Piece(String text, Optional<String> next) {}

  /// Renders one piece.
  ///
  /// @param from `next` of the piece before; empty for the first one
  static Piece piece(ProfileRooms profile, JobId id, Optional<String> from) {
    Job _ = profile.runs().job(id);
    var bundle = new RunBundle(profile, id, from.map(Cursor::of).orElse(Cursor.START));
    boolean more = true;
    while (more && bundle.out.length() < PIECE_CHARS) {
      more = bundle.page();
    }
    Optional<String> next = more ? Optional.of(bundle.cursor.toString()) : Optional.empty();
    return new Piece(bundle.out.toString(), next);
  }

  /// Renders some lines of the part at hand.
  ///
  /// @return whether there is anything left
  private boolean page() {
    boolean wrote =
        switch (cursor.part()) {
          case HEAD -> head();
          case EFFECTS -> effects();
          case EVENTS -> events();
          case MESSAGES -> messages();
          case FILES -> files();
          case END -> end();
        };
    if (cursor.part() == Part.END && wrote) {
      return false;
    }
    if (!wrote) {
      cursor = cursor.next();
    }
    return true;
  }

  private boolean head() {
    if (cursor.at() > 0) {
      return false;
    }
    Runs runs = profile.runs();
    Job job = runs.job(id);
    Run run = runs.find(id);
    ObjectNode head = Json.object().put("bundle", VERSION).put("profile", profile.name().value());
    head.set("run", WireRecords.tree(RunView.of(run)));
    head.set("cause", WireRecords.tree(CauseView.of(job, profile.schedules())));
    head.set("asked", RunVerbs.asked(job));
    var hosts = head.putArray("hosts");
    runs.hosts(id).forEach(use -> hosts.add(WireRecords.tree(RunVerbs.HostView.of(use))));
    run.settings().ifPresent(hash -> head.set("settings", RunPaperVerbs.settings(profile, hash)));
    line("run", head, 1);
    return true;
  }

  private boolean effects() {
    List<Effect> page = profile.runs().effects(id, cursor.at(), PAGE).effects();
    page.forEach(each -> line("effect", WireRecords.tree(EffectView.of(each)), each.seq()));
    return !page.isEmpty();
  }

  private boolean events() {
    List<Event> page = profile.runs().events(id, cursor.at(), PAGE);
    page.forEach(each -> line("event", WireRecords.tree(EventView.of(each)), each.seq()));
    return !page.isEmpty();
  }

  /// What was said in the run, as far as the conversation is still there.
  private boolean messages() {
    SessionId session = profile.runs().find(id).session();
    if (!profile.sessions().exists(session)) {
      return false;
    }
    List<Message> all =
        profile.sessions().open(session).messages().stream()
            .filter(message -> message.turn().equals(id.value()))
            .toList();
    int from = (int) Math.min(cursor.at(), all.size());
    for (int i = from; i < all.size() && i < from + PAGE; i++) {
      line("message", WireRecords.tree(MessageView.of(all.get(i))), i + 1L);
    }
    return from < all.size();
  }

  private boolean files() {
    List<RunFiles.Changed> all = profile.runs().files(id);
    if (cursor.at() >= all.size()) {
      return false;
    }
    RunFiles.Changed file = all.get((int) cursor.at());
    RunFiles.Difference how = profile.runFiles().difference(file, redactor);
    line("file", WireRecords.tree(DifferenceView.of(file, how)), cursor.at() + 1);
    return true;
  }

  private boolean end() {
    ObjectNode counts =
        Json.object()
            .put("effects", cursor.effects())
            .put("events", cursor.events())
            .put("messages", cursor.messages())
            .put("files", cursor.files());
    line("end", counts, 1);
    return true;
  }

  /// @param position of the cursor after this line
  private void line(String kind, JsonNode what, long position) {
    ObjectNode line = Json.object().put("kind", kind);
    ((ObjectNode) redactor.redact(what))
        .properties()
        .forEach(each -> {
          String name = each.getKey().equals("kind") ? "type" : each.getKey();
          line.set(name, each.getValue());
        });
    out.append(Json.text(line)).append('\n');
    cursor = cursor.after(position);
  }
}
