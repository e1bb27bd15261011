package alpi.daemon.model;

import alpi.daemon.model.ModelEvent.Stop;
import alpi.daemon.model.ModelEvent.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// An answer while it arrives. Text is shown at once and kept once; nothing is joined again until
/// the end, so the cost of a delta does not grow with the answer.
final class AnswerDraft {
  private final Consumer<ModelEvent> sink;
  private final String callPrefix;
  private final StringBuilder text = new StringBuilder();
  private final List<CallDraft> calls = new ArrayList<>();
  private Optional<Stop> stop = Optional.empty();
  private Optional<Usage> usage = Optional.empty();
  private Optional<ModelMessage.Opaque> opaque = Optional.empty();
  private boolean ended;

  /// @param callPrefix beginning of ids for calls that the provider leaves without one
  AnswerDraft(Consumer<ModelEvent> sink, String callPrefix) {
    this.sink = sink;
    this.callPrefix = callPrefix;
  }

  /// A tool call while its arguments arrive.
  static final class CallDraft {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();

    void id(String value) {
      id = value;
    }

    String id() {
      return id;
    }

    void name(String value) {
      name = value;
    }

    void append(String more) {
      arguments.append(more);
    }

    void replace(String whole) {
      arguments.setLength(0);
      arguments.append(whole);
    }

    String text() {
      return arguments.toString();
    }

    boolean isEmpty() {
      return arguments.isEmpty();
    }
  }

  void text(String delta) {
    if (!delta.isEmpty()) {
      text.append(delta);
      sink.accept(new ModelEvent.Text(delta));
    }
  }

  void reasoning(String delta) {
    if (!delta.isEmpty()) {
      sink.accept(new ModelEvent.Reasoning(delta));
    }
  }

  CallDraft newCall() {
    var call = new CallDraft();
    call.id(callPrefix + calls.size());
    calls.add(call);
    return call;
  }

  List<CallDraft> calls() {
    return calls;
  }

  void stop(Stop reason) {
    stop = Optional.of(reason);
  }

  /// The provider said that this is the end.
  void end() {
    ended = true;
  }

  /// Whether the provider said that this is the end, in either way.
  boolean complete() {
    return ended || stop.isPresent();
  }

  boolean ended() {
    return ended;
  }

  void usage(long input, long output, long cached) {
    usage = Optional.of(new Usage(input, output, cached, false));
  }

  Optional<Usage> usage() {
    return usage;
  }

  void opaque(String wire, JsonNode value) {
    opaque = Optional.of(new ModelMessage.Opaque(wire, value));
  }

  /// Hands out the calls and the end of the answer.
  ///
  /// @param requestBytes size of the request, for a provider that reports no usage
  void finish(String model, long requestBytes) {
    List<ModelMessage.ToolCall> made =
        calls.stream()
            .map(each -> new ModelMessage.ToolCall(each.id, each.name, arguments(each)))
            .toList();
    made.forEach(call -> sink.accept(new ModelEvent.Called(call)));
    Stop reason = made.isEmpty() ? stop.orElse(Stop.END) : Stop.TOOLS;
    var message = new ModelMessage.Assistant(text.toString(), made, opaque);
    Usage cost = usage.orElseGet(() -> estimate(requestBytes));
    sink.accept(new ModelEvent.Finished(reason, message, cost, model));
  }

  private Usage estimate(long requestBytes) {
    long chars = text.length() + calls.stream().mapToLong(call -> call.arguments.length()).sum();
    return new Usage((requestBytes + 3) / 4, (chars + 3) / 4, 0, true);
  }

  private static String arguments(CallDraft call) {
    return call.arguments.isEmpty() ? "{}" : call.arguments.toString();
  }
}
