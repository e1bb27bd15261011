package alpi.daemon.egress.gate;

import alpi.daemon.egress.HttpHeaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The head of a request, read so strictly that no server behind the gate can read it otherwise
/// (RFC 9112): one spelling of lines, names and lengths, everything else is refused.
record RequestHead(String method, String target, boolean http11, HttpHeaders headers) {
  private static final Pattern LINE =
      Pattern.compile("([A-Z][A-Z-]{0,19}) ([!-~]+) HTTP/1\\.([01])");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  static RequestHead read(PeekInput in) throws IOException {
    Matcher line = LINE.matcher(in.line(GateLimits.MAX_LINE_BYTES));
    if (!line.matches()) {
      throw GateRefusal.malformed("that is no request line");
    }
    var head =
        new RequestHead(
            line.group(1),
            line.group(2),
            line.group(3).equals("1"),
            new HttpHeaders(fields(in, GateLimits.MAX_HEAD_BYTES - line.end())));
    head.check();
    return head;
  }

  private static List<HttpHeaders.Field> fields(PeekInput in, int budget) throws IOException {
    var fields = new ArrayList<HttpHeaders.Field>();
    int left = budget;
    for (String line = in.line(GateLimits.MAX_LINE_BYTES);
        !line.isEmpty();
        line = in.line(GateLimits.MAX_LINE_BYTES)) {
      left -= line.length() + 2;
      if (left < 0 || fields.size() >= GateLimits.MAX_FIELDS) {
        throw GateRefusal.malformed("its head is too long");
      }
      fields.add(field(line));
    }
    return fields;
  }

  private static HttpHeaders.Field field(String line) throws GateRefusal {
    int colon = line.indexOf(':');
    String name = line.substring(0, Math.max(0, colon));
    String value = line.substring(colon + 1).strip();
    if (!NAME.matcher(name).matches()
        || value.chars().anyMatch(c -> c != '\t' && (c < ' ' || c == 0x7f))) {
      throw GateRefusal.malformed("one of its headers cannot be read");
    }
    return new HttpHeaders.Field(name, value);
  }

  private void check() throws GateRefusal {
    boolean coded = count("Transfer-Encoding") > 0;
    boolean counted = count("Content-Length") > 0;
    if (count("Host") > 1 || count("Content-Length") > 1 || count("Transfer-Encoding") > 1) {
      throw GateRefusal.malformed("it says one thing twice");
    }
    if (coded && (counted || !http11 || !chunked())) {
      throw GateRefusal.malformed("the end of its body can be read in two ways");
    }
    if (counted && !LENGTH.matcher(first("Content-Length").orElse("")).matches()) {
      throw GateRefusal.malformed("its length is no number");
    }
  }

  private long count(String name) {
    return headers.fields().stream().filter(field -> field.name().equalsIgnoreCase(name)).count();
  }

  Optional<String> first(String name) {
    return headers.first(name);
  }

  boolean chunked() {
    return first("Transfer-Encoding").map(value -> value.equalsIgnoreCase("chunked")).orElse(false);
  }

  /// Length of the body; empty when it is chunked.
  OptionalLong length() {
    return chunked()
        ? OptionalLong.empty()
        : OptionalLong.of(first("Content-Length").map(Long::parseLong).orElse(0L));
  }

  /// Whether it asks for a WebSocket (RFC 6455).
  boolean webSocket() {
    boolean upgrade = first("Upgrade").map(v -> v.equalsIgnoreCase("websocket")).orElse(false);
    return upgrade && method.equals("GET") && http11 && headers.lists("Connection", "upgrade");
  }
}
