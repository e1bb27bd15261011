package alpi.cli.stdio;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonFault;
import alpi.cli.json.JsonNumber;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.json.JsonText;
import alpi.cli.json.JsonValue;
import alpi.cli.json.JsonWord;
import alpi.cli.json.JsonWriter;
import alpi.cli.term.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// JSON-RPC 2.0 between two programs, one message a line, requests in both directions. Each request
/// is answered on a thread of its own; the process ends with its input.
public final class Pipe {
  /// Longest message that is read, in bytes.
  public static final int MAX_LINE = 16 << 20;

  /// Most requests under way at once.
  static final int MAX_REQUESTS = 64;

  private final InputStream in;
  private final OutputStream out;

  /// Keeps messages whole on the wire.
  private final ReentrantLock writing = new ReentrantLock();

  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final Map<Long, BlockingQueue<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean over;

  public Pipe(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /// Serves until the other side closes its end, then ends what is still under way.
  public void serve(Service service) throws IOException {
    try {
      byte[] line = line();
      while (line != null) {
        if (line.length > 0) {
          take(line, service);
        }
        line = line();
      }
    } finally {
      over = true;
      asked.values().forEach(Asked::cancel);
      waiting.values().forEach(each -> each.offer(gone()));
    }
  }

  /// Asks the other side and waits for its answer.
  ///
  /// @throws RpcFault when it refuses, or is gone
  public JsonObject ask(String method, JsonObject params) throws IOException, InterruptedException {
    long id = ids.incrementAndGet();
    BlockingQueue<JsonObject> answer = new ArrayBlockingQueue<>(1);
    waiting.put(id, answer);
    try {
      write(message().put("id", id).put("method", method).put("params", params));
      JsonObject got = over ? gone() : answer.take();
      if (got.has("error")) {
        throw RpcFault.of(got.object("error"));
      }
      return got.object("result");
    } finally {
      waiting.remove(id);
    }
  }

  /// Tells the other side something; nothing is lost with one that is gone.
  public void tell(String method, JsonObject params) throws IOException {
    write(message().put("method", method).put("params", params));
  }

  /// Ends a request of the other side, named by its id.
  public void cancel(@Nullable JsonValue id) {
    Asked known = id == null ? null : asked.get(JsonWriter.text(id));
    if (known != null) {
      known.cancel();
    }
  }

  private void take(byte[] line, Service service) throws IOException {
    JsonValue value;
    try {
      value = JsonReader.read(line, 0, line.length);
    } catch (JsonFault e) {
      fail(JsonWord.NULL, new RpcFault(RpcFault.PARSE, "This is not JSON: " + e.getMessage()));
      return;
    }
    if (!(value instanceof JsonObject message) || !message.text("jsonrpc").equals("2.0")) {
      fail(
          JsonWord.NULL, new RpcFault(RpcFault.INVALID_REQUEST, "One JSON-RPC 2.0 object a line."));
      return;
    }
    JsonValue id = message.get("id");
    if (message.text("method").isEmpty()) {
      answered(message);
    } else if (id == null) {
      service.told(message.text("method"), message.object("params"));
    } else if (!(id instanceof JsonText || id instanceof JsonNumber)) {
      fail(
          JsonWord.NULL,
          new RpcFault(RpcFault.INVALID_REQUEST, "The id of a request is a text or a number."));
    } else {
      begin(id, new Asked(message.text("method"), message.object("params")), service);
    }
  }

  private void answered(JsonObject message) {
    BlockingQueue<JsonObject> answer = waiting.get(message.number("id"));
    if (answer != null) {
      answer.offer(message);
    }
  }

  private void begin(JsonValue id, Asked request, Service service) throws IOException {
    String key = JsonWriter.text(id);
    if (asked.size() >= MAX_REQUESTS) {
      fail(id, new RpcFault(RpcFault.INTERNAL, "Too many requests are under way."));
    } else if (asked.putIfAbsent(key, request) != null) {
      fail(id, new RpcFault(RpcFault.INVALID_REQUEST, "A request with that id is under way."));
    } else {
      Thread.ofVirtual().start(() -> answer(id, key, request, service));
    }
  }

  private void answer(JsonValue id, String key, Asked request, Service service) {
    JsonObject message = message().put("id", id);
    try {
      message.put("result", service.answer(request));
    } catch (RpcFault e) {
      message.put("error", e.json());
    } catch (HostFault e) {
      message.put("error", new RpcFault(RpcFault.INTERNAL, e.refusal().sentence()).json());
    } catch (Refusal e) {
      message.put("error", new RpcFault(RpcFault.INTERNAL, e.sentence()).json());
    } catch (IOException e) {
      message.put(
          "error",
          new RpcFault(RpcFault.INTERNAL, "The daemon cannot be reached: " + e.getMessage())
              .json());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      message.put("error", new RpcFault(RpcFault.INTERNAL, "alpi went wrong: " + e).json());
    } finally {
      asked.remove(key);
    }
    if (request.isCancelled()) {
      return; // nobody waits for it
    }
    try {
      write(message);
    } catch (IOException e) {
      over = true; // nobody reads any more; the end of the input follows
    }
  }

  private void fail(JsonValue id, RpcFault fault) throws IOException {
    write(message().put("id", id).put("error", fault.json()));
  }

  private void write(JsonObject message) throws IOException {
    byte[] line = JsonWriter.line(message);
    writing.lock();
    try {
      out.write(line);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  private static JsonObject message() {
    return new JsonObject().put("jsonrpc", "2.0");
  }

  private static JsonObject gone() {
    return new JsonObject().put("error", new RpcFault(RpcFault.INTERNAL, "It is gone.").json());
  }

  /// The next line without its end; null after the last.
  private byte @Nullable [] line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (bytes.size() >= MAX_LINE) {
        throw new IOException("a message is longer than " + MAX_LINE + " bytes");
      }
      bytes.write(next);
      next = in.read();
    }
    byte[] line = bytes.toByteArray();
    boolean blank = new String(line, java.nio.charset.StandardCharsets.UTF_8).isBlank();
    return blank ? new byte[0] : line;
  }
}
