package alpi.daemon.tool.file;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a file holds, told by its first bytes and never by its name.
public enum FileKind {
  TEXT("text/plain"),
  PNG("image/png"),
  JPEG("image/jpeg"),
  GIF("image/gif"),
  WEBP("image/webp"),
  PDF("application/pdf"),
  ZIP("application/zip"),
  GZIP("application/gzip"),
  ELF("application/x-elf"),
  SQLITE("application/vnd.sqlite3"),
  BINARY("application/octet-stream");

  private final String mediaType;

  FileKind(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  boolean image() {
    return switch (this) {
      case PNG, JPEG, GIF, WEBP -> true;
      case TEXT, PDF, ZIP, GZIP, ELF, SQLITE, BINARY -> false;
    };
  }

  /// @param head the first [TextFile#SNIFFED] bytes, or all
  public static FileKind of(byte[] head) {
    String start = new String(head, 0, Math.min(head.length, 16), StandardCharsets.ISO_8859_1);
    return magic(start).orElse(TextFile.binary(head) ? BINARY : TEXT);
  }

  private static Optional<FileKind> magic(String start) {
    if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (start.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
      return Optional.of(WEBP);
    }
    if (start.startsWith("%PDF-")) {
      return Optional.of(PDF);
    }
    return archive(start);
  }

  private static Optional<FileKind> archive(String start) {
    if (start.startsWith("PK\u0003\u0004")) {
      return Optional.of(ZIP);
    }
    if (start.startsWith("\u001f\u008b")) {
      return Optional.of(GZIP);
    }
    if (start.startsWith("\u007fELF")) {
      return Optional.of(ELF);
    }
    return start.startsWith("SQLite format 3") ? Optional.of(SQLITE) : Optional.empty();
  }
}
