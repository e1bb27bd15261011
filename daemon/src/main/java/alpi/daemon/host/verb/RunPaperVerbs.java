package alpi.daemon.host.verb;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.Run;
import alpi.daemon.agent.RunFiles;
import alpi.daemon.base.JobId;
import alpi.daemon.config.Redactor;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept of a run besides its events: the settings it began with, how it changed files, and
/// all of it as a text to take along.
public final class RunPaperVerbs {
  private static final String RUN = "{\"run\":\"j0000000000000000a\"}";

  /// A page of differences ends after the one that fills it up to here, in characters.
  private static final int PAGE_CHARS = 512 << 10;

  private final Rooms rooms;

  public RunPaperVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.run.settings", "Shows the settings a run began with, without secrets.", RUN)
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneRun.class, Settings.class, this::settings),
        HostVerb.named(
                "host.run.diff",
                "Shows how a run changed files, line by line, from what they held before it.",
                RUN)
            .fails(ErrorCode.NOT_FOUND)
            .serve(Files.class, Differences.class, this::diff),
        HostVerb.named(
                "host.run.compare",
                "Tells in which settings two runs differ.",
                "{\"run\":\"j0000000000000000a\",\"other\":\"j0000000000000000b\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(Pair.class, Compared.class, this::compare),
        HostVerb.named(
                "host.run.export",
                "Gives all that is known of a run as JSON lines, piece by piece, without secrets.",
                RUN)
            .fails(ErrorCode.NOT_FOUND)
            .serve(Export.class, Exported.class, this::export));
  }

  private Settings settings(OneRun params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    Sha256 hash = begun(profile, params.run());
    return new Settings(hash.hex(), settings(profile, hash));
  }

  /// The settings under a name, without what has become a secret since.
  static ObjectNode settings(ProfileRooms profile, Sha256 hash) {
    Redactor redactor = profile.settings().current().redactor();
    return (ObjectNode) redactor.redact(profile.snapshots().read(hash));
  }

  private static Sha256 begun(ProfileRooms profile, String run) {
    Run found = profile.runs().find(new JobId(run));
    return found
        .settings()
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "The settings of the run " + run + " are not on record.",
                "It has not begun yet, or began before they were kept."));
  }

  private Differences diff(Files params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    JobId id = new JobId(params.run());
    Run _ = profile.runs().find(id);
    List<RunFiles.Changed> files = profile.runs().files(id);
    Redactor redactor = profile.settings().current().redactor();
    int at = params.from().orElse(0);
    if (at < 0) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `from` is not negative.");
    }
    List<DifferenceView> shown = new ArrayList<>();
    int chars = 0;
    while (at < files.size() && chars < PAGE_CHARS) {
      RunFiles.Changed file = files.get(at++);
      RunFiles.Difference how = profile.runFiles().difference(file, redactor);
      chars += file.path().length() + how.diff().map(String::length).orElse(0);
      shown.add(DifferenceView.of(file, how));
    }
    return new Differences(shown, at < files.size() ? OptionalInt.of(at) : OptionalInt.empty());
  }

  private Compared compare(Pair params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    Map<String, JsonNode> one = leaves(settings(profile, begun(profile, params.run())));
    Map<String, JsonNode> other = leaves(settings(profile, begun(profile, params.other())));
    var keys = new TreeSet<>(one.keySet());
    keys.addAll(other.keySet());
    List<SettingView> changes = new ArrayList<>();
    for (String key : keys) {
      Optional<JsonNode> before = Optional.ofNullable(one.get(key));
      Optional<JsonNode> after = Optional.ofNullable(other.get(key));
      if (!before.equals(after)) {
        changes.add(new SettingView(key, before, after));
      }
    }
    return new Compared(changes);
  }

  private static Map<String, JsonNode> leaves(ObjectNode settings) {
    Map<String, JsonNode> leaves = new TreeMap<>();
    flatten("", settings, leaves);
    return leaves;
  }

  private static void flatten(String path, JsonNode node, Map<String, JsonNode> leaves) {
    if (node instanceof ObjectNode group) {
      String prefix = path.isEmpty() ? "" : path + ".";
      group.properties().forEach(each -> flatten(prefix + each.getKey(), each.getValue(), leaves));
    } else {
      leaves.put(path, node);
    }
  }

  private Exported export(Export params, Call call) {
    RunBundle.Piece piece =
        RunBundle.piece(rooms.of(params.profile()), new JobId(params.run()), params.from());
    return new Exported(piece.text(), piece.next());
  }

  record OneRun(Optional<String> profile, String run) {}

  /// @param hash their name; equal settings have the same
  record Settings(String hash, ObjectNode settings) {}

  /// @param from `next` of the page before; from the first file when absent
  record Files(Optional<String> profile, String run, OptionalInt from) {}

  /// @param next absent with the last page
  record Differences(List<DifferenceView> files, OptionalInt next) {}

  record Pair(Optional<String> profile, String run, String other) {}

  record Compared(List<SettingView> changes) {}

  /// @param before absent where the first run had no such setting
  record SettingView(String key, Optional<JsonNode> before, Optional<JsonNode> after) {}

  /// @param from `next` of the piece before; the first one when absent
  record Export(Optional<String> profile, String run, Optional<String> from) {}

  /// @param next where the next piece begins; absent with the last one
  record Exported(String text, Optional<String> next) {}
}
