package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.view.Mark;
import alpi.daemon.journal.view.Told;
import alpi.daemon.journal.view.View;
import alpi.daemon.journal.view.Views;
import alpi.daemon.journal.view.Watching;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// Documents folded from the record, read and followed.
public final class ViewVerbs {
  private final Rooms rooms;

  public ViewVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.view.list", "Lists the views there are.", "{}")
            .serve(ListViews.class, Listed.class, this::list),
        HostVerb.named(
                "host.view.get",
                "Tells the document of a view as it is after all that is recorded.",
                "{\"view\":\"jobs\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneView.class, Document.class, this::get),
        HostVerb.named(
                "host.view.watch",
                "Follows the document of a view until the client leaves or `host.stream.close`"
                    + " ends it.",
                "{\"view\":\"jobs\",\"rev\":41,\"mark\":\"1-9f86d081884c7d65\"}")
            .streaming()
            .fails(ErrorCode.NOT_FOUND)
            .serve(WatchView.class, Watched.class, this::watch));
  }

  private Listed list(ListViews params, Call call) {
    Views views = rooms.of(params.profile()).views();
    return new Listed(views.list().stream().map(ViewVerbs::entry).toList());
  }

  private static Entry entry(View view) {
    return new Entry(
        view.id(), view.about(), view.kinds().stream().map(kind -> kind.wire()).sorted().toList());
  }

  private Document get(OneView params, Call call) throws InterruptedException {
    Told.Whole whole = rooms.of(params.profile()).views().get(params.view());
    return new Document(
        params.view(), whole.rev(), whole.mark().text(), whole.seq(), whole.document());
  }

  private Watched watch(WatchView params, Call call) throws InterruptedException {
    Views views = rooms.of(params.profile()).views();
    long rev = 0;
    String mark = "";
    try (Watching watching = views.watch(params.view(), place(params))) {
      Optional<Told> told = watching.next();
      while (told.isPresent()) {
        rev = told.get().rev();
        mark = told.get().mark().text();
        call.stream().send(told.get().seq(), event(told.get()));
        told = watching.next();
      }
    }
    return new Watched(rev, mark);
  }

  private static Optional<Watching.Place> place(WatchView params) {
    if (params.rev().isPresent() != params.mark().isPresent()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The fields `rev` and `mark` go together.",
          "Give both as they were told last, or neither.");
    }
    return params.mark().map(mark -> new Watching.Place(params.rev().getAsLong(), new Mark(mark)));
  }

  private static ObjectNode event(Told told) {
    return switch (told) {
      case Told.Whole(long rev, Mark mark, long _, ObjectNode document) ->
          Json.object()
              .put("kind", "document")
              .put("rev", rev)
              .put("mark", mark.text())
              .set("document", document);
      case Told.Patch(long from, long rev, Mark mark, long _, List<ObjectNode> ops) -> {
        ObjectNode event = Json.object().put("kind", "patch").put("from", from).put("rev", rev);
        event.put("mark", mark.text()).putArray("ops").addAll(ops);
        yield event;
      }
    };
  }

  record ListViews(Optional<String> profile) {}

  record OneView(Optional<String> profile, String view) {}

  /// @param rev what the client has, as it was told last
  /// @param mark that came with it; a mark of another history brings the whole document
  record WatchView(
      Optional<String> profile, String view, OptionalLong rev, Optional<String> mark) {}

  /// @param kinds the events it is folded from
  record Entry(String view, String about, List<String> kinds) {}

  record Listed(List<Entry> views) {}

  /// @param rev how many changes led to it
  /// @param mark which history that was
  /// @param seq the event up to which it tells
  record Document(String view, long rev, String mark, long seq, ObjectNode document) {}

  /// @param rev what was told last
  record Watched(long rev, String mark) {}
}
