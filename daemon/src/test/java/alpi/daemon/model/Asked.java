package alpi.daemon.model;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.HttpHeaders;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Timeouts;
import alpi.daemon.egress.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/// A model over real HTTP with time and chance in the test's hands, and everything it said.
final class Asked implements AutoCloseable {
  static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));

  final FakeTime time = new FakeTime();
  final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  final List<EgressRecord> ledger = Collections.synchronizedList(new ArrayList<>());
  final List<ModelEvent> events = Collections.synchronizedList(new ArrayList<>());
  final Cancel cancel = new Cancel();
  final Http http;
  private final Clockwork clockwork;

  Asked() {
    http =
        new Http(
            new Dialer(Resolver.system(), Time.system()),
            Tls.system(),
            ProxySettings.NONE,
            Time.system(),
            ledger::add);
    clockwork =
        new Clockwork(
            time,
            new Random(7),
            (duration, _) -> {
              pauses.add(duration);
              time.advance(duration);
            });
  }

  Clockwork clockwork() {
    return clockwork;
  }

  Model model(WireScript script, String base, Timeouts timeouts) {
    HttpUrl url = HttpUrl.parse(base).orElseThrow();
    var endpoint =
        new Endpoint(
            "openai",
            WireFormat.of(script.wire(), false),
            url,
            Optional.of(new Secret("sk-canary-1234")),
            "OPENAI_API_KEY",
            HttpHeaders.NONE,
            timeouts);
    var facts = new Retrying.Facts("openai/m1", 1000, true, false);
    var attempt = new WireAttempt(http, endpoint, "m1", time);
    return new Retrying(facts, attempt, RetryPolicy.DEFAULT, clockwork);
  }

  Models models(List<Provider> local) {
    return new Models(http, clockwork, new LocalServers(http, time, local));
  }

  Model resolve(String name, Map<String, String> environment) throws InterruptedException {
    return models(List.of())
        .resolve(
            name.isEmpty() ? Optional.empty() : Optional.of(name),
            ProfileConfig.defaults(),
            Map.of(),
            ModelEnvironment.of(environment));
  }

  void ask(Model model, ModelRequest request) throws InterruptedException {
    model.stream(request, cancel, events::add);
  }

  String text() {
    var text = new StringBuilder();
    for (ModelEvent event : List.copyOf(events)) {
      if (event instanceof ModelEvent.Text(String more)) {
        text.append(more);
      }
    }
    return text.toString();
  }

  List<ModelMessage.ToolCall> calls() {
    return List.copyOf(events).stream()
        .filter(ModelEvent.Called.class::isInstance)
        .map(event -> ((ModelEvent.Called) event).call())
        .toList();
  }

  ModelEvent.Finished finished() {
    return (ModelEvent.Finished) events.getLast();
  }

  long retries() {
    return events.stream().filter(ModelEvent.Retrying.class::isInstance).count();
  }

  static ModelRequest say(String text) {
    return request("You help.", new ModelMessage.User(text, List.of()));
  }

  static ModelRequest request(String system, ModelMessage... messages) {
    return new ModelRequest(
        system,
        List.of(
            new ModelRequest.ToolDef("list", "Lists.", ModelRequest.ToolDef.noParameters()),
            new ModelRequest.ToolDef("read", "Reads.", ModelRequest.ToolDef.noParameters())),
        List.of(messages),
        OptionalInt.empty(),
        Optional.empty());
  }

  @Override
  public void close() {
    http.close();
  }
}
