package alpi.bench;

import alpi.daemon.audit.AuditCheck;
import alpi.daemon.audit.AuditExport;
import alpi.daemon.audit.AuditReport;
import alpi.daemon.audit.ExportForm;
import alpi.daemon.audit.Notary;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.JournalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// Records per second that `alpi audit verify` checks and `alpi audit export` writes, file,
/// checkpoints and structure included. Arguments: the folder for its files, the number of records.
final class AuditBench {
  private static final int RECORDS = 300_000;
  private static final int ROUNDS = 3;
  private static final int CHECKPOINTS = 200;

  private AuditBench() {}

  public static void main(String[] arguments) throws IOException {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int records = arguments.length > 1 ? Integer.parseInt(arguments[1]) : RECORDS;
    try (Scratch scratch = Scratch.below(parent, "audit-bench-")) {
      ProfileHome home = new Home(scratch.path()).profile(ProfileName.DEFAULT);
      PrivateFiles.directory(home.dir());
      fill(home, records);
      long bytes = Files.size(home.journal());
      System.out.printf("%d records, %d MB%n", records, bytes / 1_000_000);
      AuditCheck check = new AuditCheck(home, JournalFile.of(home));
      for (int round = 0; round < ROUNDS; round++) {
        Mark from = Mark.now();
        AuditReport report = check.run(List.of());
        from.told("verify " + report.state(), report.events());
        for (ExportForm form : ExportForm.values()) {
          export(check, form, scratch.path().resolve("export-" + form.wire()));
        }
      }
    }
  }

  private static void export(AuditCheck check, ExportForm form, Path file) throws IOException {
    Mark from = Mark.now();
    AuditExport.Exported done = new AuditExport(check).write(form, 0, file);
    from.told("export " + form.wire() + " " + done.report().state(), done.records());
    Files.delete(file);
  }

  /// Where a round began. On a busy machine the rate by the processor's time is the one to compare.
  private record Mark(long nanos, long cpu) {
    static Mark now() {
      return new Mark(System.nanoTime(), used());
    }

    private static long used() {
      return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    void told(String what, long records) {
      double seconds = (System.nanoTime() - nanos) / 1e9;
      double busy = Math.max(1, used() - cpu) / 1e9;
      System.out.printf(
          "%-18s %8d records, %7.0f/s, %7.0f a processor second%n",
          what, records, records / seconds, records / busy);
    }
  }

  private static void fill(ProfileHome home, int records) {
    Time time = Time.system();
    String run = new Ids(time, new Random(1)).next('j');
    Draft draft =
        Draft.of(EventKind.TOOL_ANSWERED, Actor.SYSTEM)
            .corr(run)
            .span("call-1")
            .with("tool", "shell")
            .with("input_sha", "0123456789abcdef".repeat(4))
            .with("output_sha", "fedcba9876543210".repeat(4))
            .with("cache", "miss")
            .with("ms", 17);
    try (Journal journal = Journal.open(home, time)) {
      var notary = new Notary(home, journal, new Tokens(new Random(2)), time);
      for (int i = 1; i <= CHECKPOINTS; i++) {
        for (int j = 0; j < records / CHECKPOINTS; j++) {
          journal.later(draft);
        }
        notary.now();
      }
    }
  }
}
