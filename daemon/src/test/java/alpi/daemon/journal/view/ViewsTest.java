package alpi.daemon.journal.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.CanonicalJson;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.view.fold.Folds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ViewsTest {
  private static final Actor OWNER = Actor.local(1000);

  /// What stands last in each document of the test with many watchers.
  private static final String END = "the-end";

  @TempDir private Path dir;

  private Journal open() {
    return open(dir.resolve("journal.db"));
  }

  private static Journal open(Path file) {
    return Journal.open(file, ProfileName.DEFAULT, new FakeTime());
  }

  private static Views views(Journal journal) {
    return new Views(journal, Folds::all);
  }

  private static Draft submitted(int number) {
    return Draft.of(EventKind.JOB_SUBMITTED, OWNER)
        .with("job", "j" + number)
        .with("kind", "chat.turn");
  }

  private static void happen(Journal journal, long seed, int events) {
    var life = new Happenings(seed);
    for (int i = 1; i < events; i++) {
      journal.later(life.next());
    }
    journal.append(life.next());
  }

  @Test
  void foldsNothingBeforeSomebodyAsks() throws Exception {
    try (Journal journal = open()) {
      Views views =
          new Views(
              journal,
              () -> {
                throw new AssertionError("the views were asked for");
              });
      happen(journal, 1, 50);
      views.rest();
      assertEquals(0, views.open());
      Views asked = views(journal);
      asked.get("jobs");
      assertEquals(1, asked.open());
    }
  }

  @Test
  void letsGoWhatNobodyAskedForBetweenTwoRounds() throws Exception {
    try (Journal journal = open()) {
      Views views = views(journal);
      views.get("jobs");
      try (Watching watching = views.watch("runs", Optional.empty())) {
        var _ = watching.next();
        views.rest();
        assertEquals(2, views.open());
        views.rest();
        assertEquals(1, views.open());
        views.rest();
        assertEquals(1, views.open());
      }
      views.rest();
      views.rest();
      assertEquals(0, views.open());
    }
  }

  @Test
  void refusesAViewThatThereIsNot() {
    try (Journal journal = open()) {
      Problem problem = assertThrows(Problem.class, () -> views(journal).get("nope"));
      assertEquals(ErrorCode.NOT_FOUND, problem.code());
      assertTrue(problem.hint().orElse("").contains("jobs"), problem.hint().orElse(""));
    }
  }

  @Test
  void tellsAWatcherTheDocumentAndThenEachChange() throws Exception {
    try (Journal journal = open()) {
      Views views = views(journal);
      journal.append(submitted(1));
      var copy = new Copy();
      try (Watching watching = views.watch("jobs", Optional.empty())) {
        copy.take(assertInstanceOf(Told.Whole.class, watching.next().orElseThrow()));
        journal.append(Draft.of(EventKind.DAEMON_STARTED, OWNER));
        journal.append(submitted(2));
        Told.Patch patch = assertInstanceOf(Told.Patch.class, watching.next().orElseThrow());
        assertEquals("add", patch.ops().getFirst().path("op").asString());
        assertEquals("/open/j2", patch.ops().getFirst().path("path").asString());
        copy.take(patch);
      }
      assertEquals(views.get("jobs").document(), copy.document());
      assertEquals(2, copy.rev());
    }
  }

  @Test
  void tellsAWatcherThatIsUpToDateSoAtOnce() throws Exception {
    try (Journal journal = open()) {
      Views views = views(journal);
      journal.append(submitted(1));
      Told.Whole whole = views.get("jobs");
      var place = new Watching.Place(whole.rev(), whole.mark());
      try (Watching watching = views.watch("jobs", Optional.of(place))) {
        Told.Patch told = assertInstanceOf(Told.Patch.class, watching.next().orElseThrow());
        assertTrue(told.ops().isEmpty());
        assertEquals(whole.rev(), told.rev());
      }
    }
  }

  @Test
  void knowsTheRevisionsOfAnEarlierDaemonByTheirMark() throws Exception {
    Told.Whole before;
    try (Journal journal = open()) {
      happen(journal, 3, 200);
      before = views(journal).get("runs");
    }
    try (Journal journal = open()) {
      Views views = views(journal);
      journal.append(submitted(900).corr("j900"));
      var copy = new Copy();
      copy.take(before);
      try (Watching watching = views.watch("runs", Optional.of(copy.place()))) {
        Told told = watching.next().orElseThrow();
        assertInstanceOf(Told.Patch.class, told);
        copy.take(told);
      }
      assertEquals(views.get("runs").document(), copy.document());
    }
  }

  @Test
  void givesTheWholeDocumentToWhoComesFromAnotherHistory() throws Exception {
    Told.Whole other;
    try (Journal journal = open(dir.resolve("other.db"))) {
      happen(journal, 5, 100);
      other = views(journal).get("jobs");
    }
    try (Journal journal = open()) {
      happen(journal, 6, 300);
      Views views = views(journal);
      var place = new Watching.Place(other.rev(), other.mark());
      try (Watching watching = views.watch("jobs", Optional.of(place))) {
        assertInstanceOf(Told.Whole.class, watching.next().orElseThrow());
      }
      var ahead = new Watching.Place(1_000_000, views.get("jobs").mark());
      try (Watching watching = views.watch("jobs", Optional.of(ahead))) {
        assertInstanceOf(Told.Whole.class, watching.next().orElseThrow());
      }
    }
  }

  @Test
  void goesOnWithPatchesAtTheEdgeOfItsWindowAndAnewOnePastIt() throws Exception {
    try (Journal journal = open()) {
      Views views = views(journal);
      journal.append(submitted(0));
      Told.Whole first = views.get("jobs");
      var place = Optional.of(new Watching.Place(first.rev(), first.mark()));
      for (int i = 1; i < Window.MAX_CHANGES; i++) {
        journal.later(submitted(i));
      }
      journal.append(submitted(Window.MAX_CHANGES));
      try (Watching watching = views.watch("jobs", place)) {
        Told.Patch patch = assertInstanceOf(Told.Patch.class, watching.next().orElseThrow());
        assertEquals(Window.MAX_CHANGES, patch.ops().size());
      }
      journal.append(submitted(Window.MAX_CHANGES + 1));
      try (Watching watching = views.watch("jobs", place)) {
        assertInstanceOf(Told.Whole.class, watching.next().orElseThrow());
      }
    }
  }

  @Test
  void endsTheWatchWhenTheJournalCloses() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Journal journal = open();
      Watching watching = views(journal).watch("jobs", Optional.empty());
      assertTrue(watching.next().isPresent());
      Future<Optional<Told>> next = threads.submit(watching::next);
      journal.close();
      assertEquals(Optional.empty(), next.get());
    }
  }

  @Test
  void everyDocumentIsTheSameFoldedAtOnceInPiecesAndFromWhatWasKept() throws Exception {
    long seed = 11;
    try (Journal journal = open()) {
      var life = new Happenings(seed);
      var random = new Random(seed);
      Views pieces = new Views(journal, Folds::all, 64);
      for (int i = 0; i < 1_500; i++) {
        journal.later(life.next());
        if (random.nextInt(40) == 0) {
          journal.append(life.next());
          pieces.get(Folds.all().get(random.nextInt(Folds.all().size())).id());
        }
      }
      journal.append(life.next());
      assertSame(pieces, views(journal), "seed " + seed);
      assertSame(new Views(journal, Folds::all, 64), views(journal), "seed " + seed);
    }
  }

  @Test
  void everyDocumentOutlivesTheEventsItWasFoldedFrom() throws Exception {
    long seed = 12;
    Path copy = dir.resolve("copy.db");
    List<Told.Whole> before = new ArrayList<>();
    try (Journal journal = open()) {
      happen(journal, seed, 1_200);
      Views views = new Views(journal, Folds::all, 1);
      for (View view : Folds.all()) {
        before.add(views.get(view.id()));
      }
    }
    Files.copy(dir.resolve("journal.db"), copy);
    JournalCuts.forgetBefore(copy, 1_200);
    try (Journal journal = open(copy)) {
      Views views = views(journal);
      for (int i = 0; i < before.size(); i++) {
        Told.Whole now = views.get(Folds.all().get(i).id());
        assertEquals(CanonicalJson.text(before.get(i).document()), text(now), "seed " + seed);
        assertEquals(before.get(i).rev(), now.rev());
        assertEquals(before.get(i).mark(), now.mark());
      }
      long rev = views.get("jobs").rev();
      journal.append(submitted(1));
      assertEquals(rev + 1, views.get("jobs").rev());
    }
  }

  @Test
  void fiftyWatchersThatComeAndGoEndWithTheSameDocument() throws Exception {
    long seed = 13;
    int changes = 5_000;
    try (Journal journal = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Views views = views(journal);
      List<String> ids = List.of("jobs", "runs", "approvals", "egress", "usage");
      List<Future<Copy>> watchers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        var random = new Random(seed + i);
        String id = ids.get(i % ids.size());
        watchers.add(threads.submit(() -> follow(views, id, random)));
      }
      var life = new Happenings(seed);
      for (int i = 0; i < changes; i++) {
        if (i % 25 == 0) {
          journal.append(life.next());
        } else {
          journal.later(life.next());
        }
      }
      last(journal);
      for (int i = 0; i < watchers.size(); i++) {
        Copy copy = watchers.get(i).get();
        Told.Whole now = views.get(ids.get(i % ids.size()));
        assertTrue(
            text(now).equals(CanonicalJson.text(copy.document())), "seed " + seed + ", " + i);
        assertEquals(now.rev(), copy.rev(), "seed " + seed + ", " + i);
      }
    }
  }

  /// Tells of something in every view that is watched, so that each watcher hears the end.
  private static void last(Journal journal) {
    journal.append(submitted(0).corr(END).with("job", END));
    journal.append(Draft.of(EventKind.APPROVAL_ASKED, OWNER).with("approval", END));
    journal.append(Draft.of(EventKind.EGRESS_OPENED, OWNER).with("host", END));
    journal.append(Draft.of(EventKind.MODEL_ANSWERED, OWNER).with("model", END));
  }

  /// Watches, leaves at any moment and comes back: mostly with what it has, now and then with
  /// nothing, or with a mark that never was.
  private static Copy follow(Views views, String id, Random random) throws InterruptedException {
    var copy = new Copy();
    boolean forged = false;
    while (!copy.document().toString().contains(END)) {
      Optional<Watching.Place> place = Optional.of(copy.place());
      if (random.nextInt(20) == 0) {
        place = Optional.of(new Watching.Place(copy.rev(), new Mark("1-forged")));
        forged = true;
      } else if (random.nextInt(20) == 0 || copy.rev() < 0) {
        place = Optional.empty();
      }
      try (Watching watching = views.watch(id, place)) {
        for (int i = random.nextInt(6); i >= 0; i--) {
          Told told = watching.next().orElseThrow();
          assertFalse(forged && told instanceof Told.Patch, "a forged mark was gone on from");
          forged = false;
          copy.take(told);
          if (copy.document().toString().contains(END)) {
            break;
          }
        }
      }
    }
    return copy;
  }

  private static void assertSame(Views some, Views others, String message) throws Exception {
    for (View view : Folds.all()) {
      Told.Whole one = some.get(view.id());
      Told.Whole other = others.get(view.id());
      assertEquals(text(other), text(one), view.id() + ", " + message);
      assertEquals(other.rev(), one.rev(), view.id() + ", " + message);
      assertEquals(other.mark(), one.mark(), view.id() + ", " + message);
    }
  }

  private static String text(Told.Whole told) {
    return CanonicalJson.text(told.document());
  }
}
