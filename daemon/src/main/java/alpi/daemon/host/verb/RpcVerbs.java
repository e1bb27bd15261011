package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Verb;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The plane about itself: what can be asked, and how.
public final class RpcVerbs {
  private final Supplier<List<HostVerb<?, ?>>> all;

  /// @param all every verb that is served, these included
  public RpcVerbs(Supplier<List<HostVerb<?, ?>>> all) {
    this.all = all;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.rpc.list", "Lists the verbs of this plane.", "{\"prefix\":\"host.job\"}")
            .serve(ListVerbs.class, Listed.class, this::list),
        HostVerb.named(
                "host.rpc.show",
                "Tells all about one verb, with the JSON Schema of its params and its result.",
                "{\"verb\":\"host.job.list\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneVerb.class, Shown.class, this::show));
  }

  private Listed list(ListVerbs params, Call call) {
    String prefix = params.prefix().orElse("");
    return new Listed(
        all.get().stream()
            .<Verb<?, ?>>map(HostVerb::verb)
            .filter(verb -> verb.name().startsWith(prefix))
            .sorted(Comparator.comparing(Verb::name))
            .map(RpcVerbs::entry)
            .toList());
  }

  private static Entry entry(Verb<?, ?> verb) {
    return new Entry(
        verb.name(),
        verb.doc(),
        verb.role().wire(),
        verb.mutating(),
        verb.streaming(),
        verb.since());
  }

  private Shown show(OneVerb params, Call call) {
    Verb<?, ?> verb =
        all.get().stream()
            .<Verb<?, ?>>map(HostVerb::verb)
            .filter(each -> each.name().equals(params.verb()))
            .findFirst()
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.NOT_FOUND,
                    "There is no verb of that name.",
                    "`alpi rpc list` shows them."));
    return new Shown(
        entry(verb),
        verb.errors().stream().map(ErrorCode::wire).toList(),
        Json.parse(verb.example()),
        RecordSchema.BARE.of(verb.params()),
        RecordSchema.BARE.of(verb.result()));
  }

  /// @param prefix only those whose names begin so
  record ListVerbs(Optional<String> prefix) {}

  record OneVerb(String verb) {}

  /// @param mutating changes or approves something
  /// @param streaming sends notifications before it answers
  record Entry(
      String verb, String about, String role, boolean mutating, boolean streaming, String since) {}

  record Listed(List<Entry> verbs) {}

  /// @param errors what it fails with besides what every verb does
  /// @param example params that it takes
  /// @param params JSON Schema
  /// @param result JSON Schema
  record Shown(
      Entry verb, List<String> errors, JsonNode example, ObjectNode params, ObjectNode result) {}
}
