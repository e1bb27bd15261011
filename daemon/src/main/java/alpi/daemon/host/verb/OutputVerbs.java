package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Role;
import alpi.daemon.base.OutputId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What runs came to that nobody waited for.
public final class OutputVerbs {
  private static final String ONE = "{\"output\":\"o0000000000000000a\"}";
  private static final int USUAL = 20;

  private final Rooms rooms;

  public OutputVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.output.list",
                "Lists what runs came to that nobody waited for, newest first.",
                "{\"unread\":true}")
            .serve(ListOutputs.class, Listed.class, this::list),
        HostVerb.named("host.output.show", "Tells one output with its words.", ONE)
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE)
            .serve(OneOutput.class, Shown.class, this::show),
        HostVerb.named(
                "host.output.mark", "Marks an output as read, or all when none is named.", ONE)
            .by(Role.ADMIN)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(SomeOutput.class, Marked.class, this::mark),
        HostVerb.named("host.output.remove", "Removes an output with its words.", ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneOutput.class, Nothing.class, this::remove));
  }

  private Listed list(ListOutputs params, Call call) {
    Outputs outputs = rooms.of(params.profile()).outputs();
    int limit = Limit.of(params.limit(), USUAL);
    return new Listed(
        outputs.list(params.unread().orElse(false), limit).stream().map(OutputView::of).toList(),
        outputs.unread());
  }

  private Shown show(OneOutput params, Call call) {
    Outputs outputs = rooms.of(params.profile()).outputs();
    OutputId id = new OutputId(params.output());
    Output output = outputs.known(id);
    return new Shown(OutputView.of(output), outputs.text(output));
  }

  private Marked mark(SomeOutput params, Call call) {
    Outputs outputs = rooms.of(params.profile()).outputs();
    if (params.output().isEmpty()) {
      return new Marked(outputs.readAll(call.actor()));
    }
    OutputId id = new OutputId(params.output().get());
    boolean fresh = outputs.known(id).read().isEmpty();
    outputs.read(id, call.actor());
    return new Marked(fresh ? 1 : 0);
  }

  private Nothing remove(OneOutput params, Call call) {
    rooms.of(params.profile()).outputs().remove(new OutputId(params.output()), call.actor());
    return Nothing.NOTHING;
  }

  record ListOutputs(Optional<String> profile, Optional<Boolean> unread, OptionalInt limit) {}

  record OneOutput(Optional<String> profile, String output) {}

  /// @param output all when absent
  record SomeOutput(Optional<String> profile, Optional<String> output) {}

  /// @param unread how many of all are unread
  record Listed(List<OutputView> outputs, long unread) {}

  record Shown(OutputView output, String text) {}

  /// @param marked how many were unread before
  record Marked(int marked) {}

  /// @param kind answer, failure or note
  /// @param title the name of the schedule, or what the note is about
  /// @param state how the run ended
  /// @param code why it failed
  /// @param read when it was read
  record OutputView(
      String id,
      Instant at,
      String kind,
      String title,
      Optional<String> schedule,
      Optional<String> run,
      Optional<String> session,
      String state,
      Optional<String> code,
      Optional<String> message,
      Optional<BigDecimal> usd,
      long bytes,
      Optional<Instant> read) {
    static OutputView of(Output output) {
      return new OutputView(
          output.id().value(),
          output.at(),
          output.kind().wire(),
          output.title(),
          output.schedule().map(Object::toString),
          output.run().map(Object::toString),
          output.session().map(Object::toString),
          output.state(),
          output.code(),
          output.message(),
          output.usd(),
          output.bytes(),
          output.read());
    }
  }
}
