package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Fault;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.HttpCall;
import alpi.daemon.egress.HttpHeaders;
import alpi.daemon.egress.HttpResponse;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.Reach;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One call of a provider over HTTP: request out, events in, every failure told apart.
final class WireAttempt implements Attempt {
  /// Most bytes of an answer that came in one piece.
  static final int MAX_WHOLE_BYTES = 16 << 20;

  private static final int MAX_ERROR_BYTES = 16 << 10;

  private final Http http;
  private final Endpoint endpoint;
  private final String model;
  private final Time time;

  WireAttempt(Http http, Endpoint endpoint, String model, Time time) {
    this.http = http;
    this.endpoint = endpoint;
    this.model = model;
    this.time = time;
  }

  @Override
  public void once(ModelRequest request, Cancel cancel, Consumer<ModelEvent> sink)
      throws AttemptFailed, InterruptedException {
    byte[] body = Json.mapper().writeValueAsBytes(endpoint.wire().body(model, request));
    var shown = new AtomicBoolean();
    Consumer<ModelEvent> noting =
        event -> {
          shown.set(shown.get() || event instanceof ModelEvent.Text);
          sink.accept(event);
        };
    var draft = new AnswerDraft(noting, "call_" + request.messages().size() + "_");
    try (HttpResponse response = http.exchange(call(body).on(request.errand()), cancel)) {
      if (response.status() != 200) {
        throw refused(response);
      }
      read(response.body(), draft);
    } catch (EgressException e) {
      if (e.fault() == Fault.CANCELLED && Thread.interrupted()) {
        throw new InterruptedException("the model was stopped");
      }
      boolean late = e.fault() == Fault.SILENT || e.fault() == Fault.CUT;
      if (!late || !draft.complete()) {
        throw Faults.ofEgress(endpoint, e, shown.get());
      }
    } catch (IOException e) {
      throw Faults.garbage(endpoint, e.getMessage() == null ? "unreadable" : e.getMessage());
    }
    draft.finish(endpoint.provider() + "/" + model, body.length);
  }

  private HttpCall call(byte[] body) {
    HttpUrl base = endpoint.base();
    String path = base.path();
    int query = path.indexOf('?');
    String root = query < 0 ? path : path.substring(0, query);
    String tail = endpoint.wire().path(model);
    String joined = (root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + tail;
    String extra = query < 0 ? "" : path.substring(query);
    HttpUrl url =
        base.withPath(
            extra.isEmpty() || !tail.contains("?")
                ? joined + extra
                : joined + "&" + extra.substring(1));
    HttpHeaders headers = endpoint.headers().with("User-Agent", "alpi").with("Accept", "*/*");
    return new HttpCall(
            "POST",
            url,
            authorized(headers),
            Optional.empty(),
            Reach.pinned(base.host(), base.port()),
            endpoint.timeouts(),
            EgressRecord.Kind.MODEL,
            HttpCall.MAX_BODY_BYTES,
            Optional.empty())
        .posting("application/json", body);
  }

  private HttpHeaders authorized(HttpHeaders headers) {
    Optional<Secret> key = endpoint.key().filter(each -> !each.isEmpty());
    if (key.isEmpty()) {
      return headers;
    }
    try {
      return endpoint.wire().authorize(headers, key.get());
    } catch (IllegalArgumentException e) {
      throw Problem.of(
          ErrorCode.MODEL_AUTH,
          "The key in " + endpoint.keyVariable() + " has characters that no key has.",
          "Copy it again, without quotes and line ends.");
    }
  }

  private AttemptFailed refused(HttpResponse response) throws IOException {
    byte[] said = response.firstBytes(MAX_ERROR_BYTES);
    return Faults.ofStatus(
        endpoint, model, response.status(), response.headers(), said, time.now());
  }

  /// Reads a stream of events, or the one piece that some servers send instead.
  private void read(InputStream body, AnswerDraft draft) throws IOException, AttemptFailed {
    Decoder decoder = endpoint.wire().decoder(draft);
    var in = new PushbackInputStream(body, 1);
    int first = firstVisible(in);
    if (first < 0) {
      throw AttemptFailed.forNow(
          Problem.of(ErrorCode.MODEL_BROKEN, endpoint.provider() + " sent an empty answer."));
    }
    in.unread(first);
    switch (first) {
      case '{', '[' -> {
        decoder.whole(parse(in.readNBytes(MAX_WHOLE_BYTES)));
        draft.end();
      }
      case '<' -> throw Faults.garbage(endpoint, "it is a web page");
      default -> events(new SseReader(in, SseReader.MAX_EVENT_BYTES), decoder, draft);
    }
    decoder.close();
    if (!draft.complete()) {
      throw new EgressException(Fault.CUT, "The stream ended before the answer did.");
    }
  }

  private static int firstVisible(InputStream in) throws IOException {
    int c = in.read();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0xef || c == 0xbb || c == 0xbf) {
      c = in.read();
    }
    return c;
  }

  private void events(SseReader reader, Decoder decoder, AnswerDraft draft)
      throws IOException, AttemptFailed {
    while (!draft.ended() && reader.next()) {
      if (reader.is("[DONE]")) {
        draft.end();
      } else if (reader.size() > 0) {
        decoder.event(reader.name(), event(reader));
      }
    }
  }

  private JsonNode event(SseReader reader) throws AttemptFailed, EgressException {
    try {
      return Json.mapper().readTree(reader.data(), 0, reader.size());
    } catch (JacksonException e) {
      if (reader.torn()) {
        throw new EgressException(Fault.CUT, "The stream ended inside an event.", e);
      }
      return parse(Arrays.copyOf(reader.data(), reader.size()));
    }
  }

  /// Reads text that may have broken UTF-8 in it: a provider's slip is no reason to lose an answer.
  private JsonNode parse(byte[] bytes) throws AttemptFailed {
    try {
      return Json.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw Faults.garbage(endpoint, "it is not JSON");
    }
  }
}
