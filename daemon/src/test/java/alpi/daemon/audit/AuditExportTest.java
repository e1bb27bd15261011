package alpi.daemon.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.JournalFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AuditExportTest {
  /// The grammar of RFC 5424, 6: PRI, version, time, host, application, process, id, data, text.
  private static final Pattern SYSLOG =
      Pattern.compile(
          "<(\\d{1,3})>1 (\\S+Z) - alpi - ([!-~]{1,32}) "
              + "((?:\\[[!-~]+(?: [!-~]+=\"(?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*\")*\\])+) (.*)");

  @TempDir private Path root;

  private Checked at;

  @BeforeEach
  void open() {
    at = new Checked(root.resolve("home"));
    at.events(5);
    at.journal.append(
        Draft.of(EventKind.POLICY_DENIED, Actor.local(1000))
            .corr("j1")
            .span("a\"b]c\\d")
            .with("text", "line\nfeed \"quoted\" \u00e9"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private AuditExport.Exported export(ExportForm form, long after, Path file) {
    return new AuditExport(new AuditCheck(at.home, JournalFile.of(at.home)))
        .write(form, after, file);
  }

  @Test
  void everyLineOfJsonProvesItsOwnHash() throws IOException {
    Path file = root.resolve("all.jsonl");
    AuditExport.Exported done = export(ExportForm.JSONL, 0, file);
    assertTrue(done.report().sound());
    List<String> lines = Files.readAllLines(file);
    assertEquals(6, lines.size());
    assertEquals(6, done.records());
    assertEquals(Files.size(file), done.bytes());
    String before = "00".repeat(32);
    for (String line : lines) {
      ObjectNode event = (ObjectNode) Json.parse(line);
      JsonNode hash = event.remove("hash");
      JsonNode previous = event.remove("prev_hash");
      assertEquals(before, previous.asString());
      var digest = Sha256.digest();
      digest.update(HexFormat.of().parseHex(before));
      before = HexFormat.of().formatHex(digest.digest(CanonicalJson.bytes(event)));
      assertEquals(before, hash.asString());
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void everyLineOfSyslogFollowsItsGrammar() throws IOException {
    Path file = root.resolve("all.log");
    export(ExportForm.SYSLOG, 0, file);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertEquals(6, lines.size());
    for (String line : lines) {
      assertTrue(SYSLOG.matcher(line).matches(), line);
    }
    String denied = lines.getLast();
    assertTrue(denied.startsWith("<" + (13 * 8 + 4) + ">1 2026-01-02T03:04:05Z - alpi - policy."));
    assertTrue(denied.contains("[meta sequenceId=\"6\"]"), denied);
    assertTrue(denied.contains(" run=\"j1\""), denied);
    assertTrue(denied.contains("line\\nfeed"), denied);
    assertTrue(lines.getFirst().startsWith("<" + (13 * 8 + 6) + ">"), lines.getFirst());
    assertEquals(5, ExportForm.severity("grant.issued"));
  }

  @Test
  void writesOnlyWhatCameLaterAndChecksAll() throws IOException {
    Path file = root.resolve("late.jsonl");
    assertEquals(2, export(ExportForm.JSONL, 4, file).records());
    assertEquals(6, export(ExportForm.JSONL, 4, root.resolve("b")).report().events());
    assertTrue(Files.readAllLines(file).getFirst().contains("\"seq\":5"));
  }

  @Test
  void saysThatACopyOfAnAlteredRecordIsNotWhole() throws IOException {
    at.journal.close();
    byte[] bytes = Files.readAllBytes(at.home.journal());
    byte[] word = "\"number\":3".getBytes(StandardCharsets.UTF_8);
    int where =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .indexOf(new String(word, 0, 10, StandardCharsets.ISO_8859_1));
    bytes[where + 9] = '4';
    Files.write(at.home.journal(), bytes);
    AuditExport.Exported done = export(ExportForm.JSONL, 0, root.resolve("bad.jsonl"));
    assertFalse(done.report().sound());
    assertEquals(4, done.report().firstBad().orElseThrow());
    assertEquals(3, done.records());
  }

  @Test
  void refusesToWriteOverAFile() throws IOException {
    Path file = Files.writeString(root.resolve("mine"), "mine");
    Problem refused = assertThrows(Problem.class, () -> export(ExportForm.JSONL, 0, file));
    assertEquals(ErrorCode.CONFLICT, refused.code());
    assertEquals("mine", Files.readString(file));
    assertThrows(
        Problem.class, () -> export(ExportForm.JSONL, 0, root.resolve("none").resolve("file")));
  }
}
