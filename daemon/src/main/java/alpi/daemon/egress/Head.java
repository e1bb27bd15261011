package alpi.daemon.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The head of an answer: status and headers, with what follows from them for the body (RFC 9112,
/// section 6).
record Head(int status, boolean http11, HttpHeaders headers) {
  private static final int MAX_INTERIM = 8;

  /// Reads past interim answers (1xx) to the final one.
  static Head read(WireInput in) throws IOException {
    for (int i = 0; i < MAX_INTERIM; i++) {
      Head head = one(in);
      if (head.status >= 200) {
        return head;
      }
    }
    throw malformed("too many interim answers");
  }

  /// The bytes of a request's head.
  static byte[] request(String method, String target, HttpHeaders headers) {
    var text = new StringBuilder(256);
    text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    for (HttpHeaders.Field field : headers.fields()) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  boolean chunked() {
    return headers.lists("Transfer-Encoding", "chunked");
  }

  boolean bodiless(String method) {
    return method.equals("HEAD") || status == 204 || status == 304;
  }

  OptionalLong length() throws EgressException {
    String text = headers.first("Content-Length").orElse("");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw malformed("a length that is no number");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /// Whether the connection outlives this answer.
  boolean persistent() {
    return http11 && !headers.lists("Connection", "close");
  }

  private static Head one(WireInput in) throws IOException {
    String line = in.line(HttpHeaders.MAX_BYTES);
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw malformed("no status line");
    }
    return new Head(
        Integer.parseInt(line.substring(9, 12)),
        line.charAt(7) == '1',
        new HttpHeaders(fields(in, HttpHeaders.MAX_BYTES - line.length())));
  }

  private static List<HttpHeaders.Field> fields(WireInput in, int budget) throws IOException {
    var fields = new ArrayList<HttpHeaders.Field>();
    int left = budget;
    for (String line = in.line(left); !line.isEmpty(); line = in.line(Math.max(0, left))) {
      left -= line.length() + 2;
      if (fields.size() >= HttpHeaders.MAX_FIELDS) {
        throw new EgressException(Fault.TOO_LARGE, "The server sends too many headers.");
      }
      fields.add(field(line));
    }
    return fields;
  }

  private static HttpHeaders.Field field(String line) throws EgressException {
    int colon = line.indexOf(':');
    if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      throw malformed("a header without a name");
    }
    return new HttpHeaders.Field(line.substring(0, colon), line.substring(colon + 1).strip());
  }

  static EgressException malformed(String what) {
    return new EgressException(Fault.MALFORMED, "The server does not speak HTTP: " + what + ".");
  }
}
