package alpi.daemon.host.verb;

import alpi.alp.peer.Peer;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.audit.Account;
import alpi.daemon.audit.AuditCheck;
import alpi.daemon.audit.AuditExport;
import alpi.daemon.audit.AuditReport;
import alpi.daemon.audit.Checkpoint;
import alpi.daemon.audit.Comparison;
import alpi.daemon.audit.ExportForm;
import alpi.daemon.audit.Finding;
import alpi.daemon.audit.PostureScan;
import alpi.daemon.audit.Scanned;
import alpi.daemon.audit.Severity;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.config.ConfigFile;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.journal.EventSink;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.JournalFile;
import alpi.daemon.link.LinkRoom;
import alpi.daemon.link.Testimonies;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Proof of the record, who did what, and what is wider open than it need be.
public final class AuditVerbs {
  private static final int USUAL = 100;

  /// Most checkpoints from elsewhere that one check takes.
  static final int MAX_KEPT = 1_000;

  private final Rooms rooms;
  private final Home home;
  private final Path userHome;
  private final Ids ids;
  private final Time time;

  public AuditVerbs(Rooms rooms, Home home, Path userHome, Ids ids, Time time) {
    this.rooms = rooms;
    this.home = home;
    this.userHome = userHome;
    this.ids = ids;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.audit.scan",
                "Looks for what is wider open than it need be, and says what mends it.",
                "{}")
            .serve(ProfileOnly.class, Findings.class, this::scan),
        HostVerb.named(
                "host.audit.log",
                "Lists who changed or approved what on the host plane, the newest last.",
                "{\"withinMillis\":86400000,\"verb\":\"host.grant\"}")
            .serve(Log.class, Rows.class, this::log),
        HostVerb.named(
                "host.audit.verify",
                "Checks the journal against itself, its checkpoints, any that were kept elsewhere,"
                    + " and what peers were shown.",
                "{\"profile\":\"default\"}")
            .serve(Verify.class, Verified.class, this::verify),
        HostVerb.named(
                "host.audit.held",
                "Lists the checkpoints that peers showed this profile and that it keeps for them,"
                    + " the oldest first.",
                "{\"profile\":\"default\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(OfPeer.class, HeldRows.class, this::held),
        HostVerb.named(
                "host.audit.checkpoint",
                "Signs where the journal ends now, for keeping elsewhere.",
                "{\"profile\":\"default\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CORRUPT)
            .serve(ProfileOnly.class, Signed.class, this::checkpoint),
        HostVerb.named(
                "host.audit.export",
                "Writes a checked copy of the record into a file beside the socket, which the"
                    + " client takes away.",
                "{\"format\":\"jsonl\"}")
            .mutating()
            .local()
            .serve(Export.class, Exported.class, this::export));
  }

  private Findings scan(ProfileOnly params, Call call) throws InterruptedException {
    var scan = new PostureScan(home, userHome, time.now());
    List<Finding> found = new ArrayList<>(scan.machine());
    for (Rooms.Entry entry : rooms.list()) {
      ProfileName name = entry.home().name();
      if (params.profile().filter(only -> !only.equals(name.value())).isPresent()) {
        continue;
      }
      Optional<ProfileRooms> open = open(name);
      if (open.isPresent()) {
        found.addAll(scan.profile(scanned(open.get())));
      } else {
        entry.problem().ifPresent(it -> found.addAll(scan.broken(name.value(), it)));
      }
    }
    List<FindingView> views =
        found.stream()
            .sorted(Comparator.comparing(Finding::severity))
            .map(FindingView::of)
            .toList();
    return new Findings(found.stream().noneMatch(it -> it.severity() == Severity.FAIL), views);
  }

  /// A profile whose settings are broken is open all the same, under those it had before.
  private Optional<ProfileRooms> open(ProfileName name) {
    try {
      return Optional.of(rooms.find(name));
    } catch (Problem _) {
      return Optional.empty();
    }
  }

  private static Scanned scanned(ProfileRooms at) throws InterruptedException {
    return new Scanned(
        at.home(),
        at.settings().current(),
        at.settings().problem(),
        ConfigFile.text(at.home().config()),
        at.grants().live(),
        at.schedules().list(),
        at.link().peers().list(),
        at.link().peers().complaints(),
        at.sandboxes().wall().problem(),
        new AuditCheck(at.home(), at.journal().file()).run(List.of()),
        at.journal().degraded());
  }

  private Rows log(Log params, Call call) {
    long within = params.withinMillis().orElse(0);
    if (within < 0) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `withinMillis` is not negative.");
    }
    Journal journal = rooms.of(params.profile()).journal();
    long after = within == 0 ? 0 : journal.lastBefore(time.now().minusMillis(within));
    var filter = new CallRows(params.actor(), params.verb(), Limit.of(params.limit(), USUAL));
    return new Rows(filter.read(journal, after));
  }

  private Verified verify(Verify params, Call call) throws InterruptedException {
    if (params.kept().size() > MAX_KEPT) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The field `kept` takes at most " + MAX_KEPT + " lines.");
    }
    List<Checkpoint> kept = params.kept().stream().map(Checkpoint::kept).toList();
    List<Account> accounts =
        params.peers().orElse(false) ? accounts(params.profile(), call) : List.of();
    return Verified.of(check(params.profile()).run(kept, accounts, EventSink.NONE));
  }

  /// Only a profile that is open has peers to ask.
  private List<Account> accounts(Optional<String> profile, Call call) throws InterruptedException {
    Optional<ProfileRooms> open = open(profile.map(ProfileName::new).orElse(ProfileName.DEFAULT));
    return open.isPresent() ? open.get().link().accounts(call.actor()) : List.of();
  }

  private HeldRows held(OfPeer params, Call call) {
    LinkRoom link = rooms.of(params.profile()).link();
    List<Peer> peers =
        params.peer().map(id -> List.of(link.peers().named(id))).orElseGet(link.peers()::list);
    return new HeldRows(
        peers.stream()
            .flatMap(
                peer -> link.testimonies().of(peer.key()).stream().map(it -> HeldRow.of(peer, it)))
            .toList());
  }

  /// Also of a profile that cannot be opened: a journal that was changed is just that.
  private AuditCheck check(Optional<String> profile) {
    ProfileName name = profile.map(ProfileName::new).orElse(ProfileName.DEFAULT);
    ProfileHome dir = home.profile(name);
    Optional<ProfileRooms> open = open(name);
    if (open.isPresent()) {
      return new AuditCheck(dir, open.get().journal().file());
    }
    boolean known = rooms.list().stream().anyMatch(it -> it.home().name().equals(name));
    if (!known) {
      throw Problem.of(
          ErrorCode.NOT_FOUND, "There is no profile " + name + ".", "See: alpi profile list");
    }
    return new AuditCheck(dir, JournalFile.of(dir));
  }

  private Signed checkpoint(ProfileOnly params, Call call) {
    Checkpoint made = rooms.of(params.profile()).notary().now();
    return new Signed(
        made.line(), made.number(), made.at(), made.seq(), made.hash().hex(), made.key().text());
  }

  private Exported export(Export params, Call call) {
    ExportForm form =
        Arrays.stream(ExportForm.values())
            .filter(it -> it.wire().equals(params.format().orElse(ExportForm.JSONL.wire())))
            .findFirst()
            .orElseThrow(() ->
                Problem.of(ErrorCode.INVALID_PARAMS, "The field `format` is jsonl or syslog."));
    AuditCheck check = check(params.profile());
    PrivateFiles.directory(home.staged());
    Path file = home.staged().resolve("audit-" + ids.next('e') + "." + form.wire());
    AuditExport.Exported done = new AuditExport(check).write(form, params.after().orElse(0), file);
    return new Exported(file.toString(), done.records(), done.bytes(), Verified.of(done.report()));
  }

  /// @param ok whether nothing failed
  record Findings(boolean ok, List<FindingView> findings) {}

  /// @param severity fail, warn, note or ok
  /// @param fix the command that mends it
  record FindingView(String check, String severity, String detail, Optional<String> fix) {
    static FindingView of(Finding finding) {
      return new FindingView(
          finding.check(), finding.severity().wire(), finding.detail(), finding.fix());
    }
  }

  /// @param actor only theirs
  /// @param verb only of this verb, or of all that begin with it
  record Log(
      Optional<String> profile,
      OptionalLong withinMillis,
      Optional<String> actor,
      Optional<String> verb,
      OptionalInt limit) {}

  record Rows(List<CallRow> calls) {}

  /// @param kept lines that `host.audit.checkpoint` gave earlier
  /// @param peers whether those are asked too what they were shown
  record Verify(Optional<String> profile, List<String> kept, Optional<Boolean> peers) {}

  record OfPeer(Optional<String> profile, Optional<String> peer) {}

  record HeldRows(List<HeldRow> held) {}

  /// @param seq the last event it vouches for
  /// @param at when it was made there
  /// @param since when it has been kept here
  /// @param line all of it, as `host.audit.verify` takes it there
  record HeldRow(
      String peer,
      long number,
      long seq,
      Instant at,
      Instant since,
      String hash,
      String key,
      String line) {
    static HeldRow of(Peer peer, Testimonies.Held held) {
      Checkpoint shown = held.testimony().checkpoint();
      return new HeldRow(
          peer.id(),
          shown.number(),
          shown.seq(),
          shown.at(),
          held.since(),
          shown.hash().hex(),
          shown.key().text(),
          shown.line());
    }
  }

  /// @param standing agrees, contradicts, nothing, unproven or silent
  /// @param upto the newest event it vouches for; the first it contradicts
  /// @param at when the checkpoint of that event was made
  record PeerView(
      String peer, String standing, OptionalLong upto, Optional<Instant> at, String detail) {
    static PeerView of(Comparison it) {
      String standing =
          switch (it.standing()) {
            case AGREES -> "agrees";
            case CONTRADICTS -> "contradicts";
            case NOTHING -> "nothing";
            case UNPROVEN -> "unproven";
            case SILENT -> "silent";
          };
      return new PeerView(it.peer(), standing, it.upto(), it.at(), it.detail());
    }
  }

  /// @param state ok, torn, tampered, cut, checkpoints, contradicted or damaged
  /// @param events found good, counted from the first
  /// @param firstBad the first event that is not what was written
  /// @param checkpoints found good
  /// @param vouched the last event that a checkpoint vouches for
  /// @param at when the newest checkpoint was made
  /// @param key that signs them
  /// @param peers those who were asked
  record Verified(
      boolean ok,
      String state,
      long events,
      OptionalLong firstBad,
      long checkpoints,
      long vouched,
      Optional<Instant> at,
      Optional<String> key,
      String detail,
      List<PeerView> peers) {
    static Verified of(AuditReport report) {
      String state =
          switch (report.state()) {
            case OK -> "ok";
            case TORN -> "torn";
            case TAMPERED -> "tampered";
            case CUT -> "cut";
            case CHECKPOINTS -> "checkpoints";
            case CONTRADICTED -> "contradicted";
            case DAMAGED -> "damaged";
          };
      return new Verified(
          report.sound(),
          state,
          report.events(),
          report.firstBad(),
          report.checkpoints(),
          report.vouched(),
          report.at(),
          report.key(),
          report.sentence(),
          report.peers().stream().map(PeerView::of).toList());
    }
  }

  /// @param line all of it, as `host.audit.verify` takes it
  /// @param seq the last event it vouches for
  record Signed(String line, long number, Instant at, long seq, String hash, String key) {}

  /// @param format jsonl or syslog
  /// @param after only events with a larger number
  record Export(Optional<String> profile, Optional<String> format, OptionalLong after) {}

  /// @param file for the client to move away
  /// @param verified what the check on the way found
  record Exported(String file, long records, long bytes, Verified verified) {}
}
