package alpi.daemon.audit;

import alpi.daemon.journal.StoredEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/// How a copy of the record is written for other programs, one line an event.
public enum ExportForm {
  /// The event as its hash is taken over it (RFC 8785), with that hash and the one before.
  JSONL {
    @Override
    void write(StoredEvent event, StringBuilder out) {
      out.append(event.line(), 0, event.line().length() - 1);
      out.append(",\"prev_hash\":\"");
      hex(event.previous(), out);
      out.append("\",\"hash\":\"");
      hex(event.hash(), out);
      out.append("\"}\n");
    }
  },
  /// The syslog protocol (RFC 5424), facility "log audit", separated by line feeds.
  SYSLOG {
    @Override
    void write(StoredEvent event, StringBuilder out) {
      out.append('<').append(FACILITY * 8 + severity(event.kind())).append(">1 ");
      out.append(Instant.ofEpochMilli(event.atMillis()));
      out.append(" - alpi - ").append(event.kind());
      out.append(" [meta sequenceId=\"").append((event.seq() - 1) % MAX_SEQUENCE + 1);
      out.append("\"][alpi@32473 seq=\"").append(event.seq());
      parameter("profile", event.profile(), out);
      parameter("actor", event.actor(), out);
      event.session().ifPresent(session -> parameter("session", session, out));
      event.corr().ifPresent(corr -> parameter("run", corr, out));
      out.append("\" hash=\"");
      hex(event.hash(), out);
      out.append("\"] ").append(event.body()).append('\n');
    }
  };

  /// "log audit" of the table in RFC 5424, 6.2.1.
  private static final int FACILITY = 13;

  private static final int WARNING = 4;
  private static final int NOTICE = 5;
  private static final int INFORMATIONAL = 6;

  /// Largest sequenceId of RFC 5424, 7.3.1; after it counting starts again with 1.
  private static final long MAX_SEQUENCE = Integer.MAX_VALUE;

  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final Set<String> WARNINGS =
      Set.of("failed", "denied", "lost", "degraded", "missed", "disarmed", "parked");
  private static final Set<String> NOTICES =
      Set.of(
          "approval", "auth", "backup", "config", "daemon", "grant", "profile", "secret", "work");

  /// Appends one event and its end of line. No part of an event can hold a line feed: in bodies it
  /// is escaped, and nothing else may have one.
  abstract void write(StoredEvent event, StringBuilder out);

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static int severity(String kind) {
    int dot = kind.lastIndexOf('.');
    if (WARNINGS.contains(kind.substring(dot + 1))) {
      return WARNING;
    }
    return dot > 0 && NOTICES.contains(kind.substring(0, kind.indexOf('.')))
        ? NOTICE
        : INFORMATIONAL;
  }

  private static void parameter(String name, String value, StringBuilder out) {
    out.append("\" ").append(name).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\' || c == ']') {
        out.append('\\');
      }
      out.append(c);
    }
  }

  private static void hex(byte[] bytes, StringBuilder out) {
    for (byte b : bytes) {
      out.append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
    }
  }
}
