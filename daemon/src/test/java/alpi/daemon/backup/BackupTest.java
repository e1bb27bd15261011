package alpi.daemon.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Argon2;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.audit.Notary;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.JournalFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final Secret WORDS = new Secret("correct horse battery");

  /// What a guess costs matters to nobody here.
  private static final Argon2 CHEAP = new Argon2(Argon2.MIN_MEMORY_KIB, 1, 1);

  @TempDir private Path root;

  private final FakeTime time = new FakeTime();
  private final Ids ids = new Ids(time, new Random(1));
  private Home home = new Home(Path.of("/"));
  private Journal journal;
  private Path file = Path.of("");

  @BeforeEach
  void fill() throws IOException {
    home = new Home(root.resolve("a home"));
    file = root.resolve("all.backup");
    ProfileHome own = home.profile(ProfileName.DEFAULT);
    ProfileHome work = home.profile(new ProfileName("work"));
    for (ProfileHome each : List.of(own, work)) {
      PrivateFiles.directory(each.dir());
      PrivateFiles.directory(each.sessions());
      PrivateFiles.directory(each.blobs());
      PrivateFiles.replace(each.env(), "KEY=value\n".getBytes(StandardCharsets.UTF_8));
      PrivateFiles.replace(each.sessions().resolve("s1.jsonl"), new byte[200_000]);
      PrivateFiles.replace(each.sessionIndex(), new byte[10]);
      PrivateFiles.replace(each.blobs().resolve("empty"), new byte[0]);
    }
    Journal.open(work, time).close();
    for (String passing : List.of("host", "logs", "run")) {
      PrivateFiles.directory(home.root().resolve(passing));
      PrivateFiles.replace(home.root().resolve(passing).resolve("x"), new byte[1]);
    }
    Files.createSymbolicLink(own.dir().resolve("link"), own.env());
    journal = Journal.open(own, time);
    append(100);
    new Notary(own, journal, new Tokens(new Random(2)), time).now();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      journal.append(Draft.of(EventKind.TOOL_CALLED, Actor.SYSTEM).with("number", i));
    }
  }

  private BackupWriter.Written write(Path target) {
    var manifest =
        new Manifest("0.1.0", JournalFile.newestSchema(), time.now(), List.of("default", "work"));
    return new BackupWriter(home, CHEAP, ids, new Tokens(new Random(3)))
        .write(target, WORDS, manifest);
  }

  private Restoration.Restored into(Path folder) {
    return new Restoration(home, time.now()).into(folder, new BackupReader(file), WORDS);
  }

  /// Every file below, with its bytes and mode.
  private static Map<String, String> tree(Path dir) throws IOException {
    var all = new TreeMap<String, String>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        boolean plain = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        assertEquals(plain ? "rw-------" : "rwx------", mode, path.toString());
        if (plain) {
          all.put(dir.relativize(path).toString(), Arrays.hashCode(Files.readAllBytes(path)) + "");
        }
      }
    }
    return all;
  }

  @Test
  void restoresEveryFileWithItsBytesForTheOwnerAlone() throws IOException {
    BackupWriter.Written written = write(file);
    assertEquals(1, written.skipped());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Path target = root.resolve("restored");
    Restoration.Restored restored = into(target);
    assertEquals(written.files(), restored.contents().files());
    var back = tree(target);
    for (String name : List.of(".env", "sessions/s1.jsonl", "profiles/work/sessions/s1.jsonl")) {
      assertEquals(
          Arrays.hashCode(Files.readAllBytes(home.root().resolve(name))) + "", back.get(name));
    }
    assertTrue(back.containsKey("alp/blobs/empty"));
    for (String left : List.of("host/x", "logs/x", "run/x", "link", "sessions/index.db")) {
      assertFalse(back.containsKey(left), left);
    }
    assertEquals(2, restored.journals().size());
    for (Restoration.Checked each : restored.journals()) {
      assertTrue(each.report().sound(), each.toString());
    }
    assertEquals(1, restored.journals().getFirst().report().checkpoints());
    try (Stream<Path> left = Files.list(home.root())) {
      assertTrue(left.noneMatch(it -> it.getFileName().toString().startsWith(".backup")));
    }
  }

  @Test
  void isConsistentWhileTheJournalIsWritten() throws InterruptedException {
    var stop = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                append(20);
              }
            });
    try {
      write(file);
    } finally {
      stop.set(true);
      writer.join();
    }
    Restoration.Restored restored = into(root.resolve("restored"));
    assertTrue(restored.journals().getFirst().report().sound(), restored.toString());
    assertTrue(restored.journals().getFirst().report().events() >= 100);
  }

  @Test
  void saysInASentenceWhyABackupIsRefusedAndLeavesNothing() throws IOException {
    write(file);
    byte[] good = Files.readAllBytes(file);
    refused(good, new Secret("wrong horse battery"), ErrorCode.FORBIDDEN, "passphrase is wrong");
    refused(Arrays.copyOf(good, good.length - 1), WORDS, ErrorCode.CORRUPT, "The end of");
    refused(Arrays.copyOf(good, 70_000), WORDS, ErrorCode.CORRUPT, "is cut off or altered");
    int piece = new String(good, 0, 300, StandardCharsets.ISO_8859_1).indexOf("}\n") + 2 + 65_552;
    refused(Arrays.copyOf(good, piece), WORDS, ErrorCode.CORRUPT, "is cut off; nothing");
    refused(Arrays.copyOf(good, 5), WORDS, ErrorCode.INVALID_PARAMS, "no alpi backup");
    refused(new byte[0], WORDS, ErrorCode.INVALID_PARAMS, "no alpi backup");
    byte[] newer = good.clone();
    newer["alpi backup ".length()] = '7';
    refused(newer, WORDS, ErrorCode.INVALID_PARAMS, "newer alpi: format 7");
    byte[] late = good.clone();
    late[100_000] ^= 1;
    refused(late, WORDS, ErrorCode.CORRUPT, "was altered");
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    refused(longer, WORDS, ErrorCode.CORRUPT, "The end of");
    Problem none =
        assertThrows(Problem.class, () -> new BackupReader(root.resolve("none")).check(WORDS));
    assertEquals(ErrorCode.NOT_FOUND, none.code());
  }

  private void refused(byte[] bytes, Secret words, ErrorCode code, String told) throws IOException {
    Files.write(file, bytes);
    Path target = root.resolve("restored");
    Problem problem =
        assertThrows(
            Problem.class,
            () -> new Restoration(home, time.now()).into(target, new BackupReader(file), words));
    assertEquals(code, problem.code(), problem.sentence());
    assertTrue(problem.sentence().contains(told), problem.sentence());
    assertFalse(Files.exists(target));
    assertFalse(Files.exists(root.resolve("restored.part")));
  }

  @Test
  void everyChangeOfTheOpenBeginningIsRefused() throws IOException {
    write(file);
    byte[] good = Files.readAllBytes(file);
    int end = new String(good, 0, 300, StandardCharsets.ISO_8859_1).indexOf("}\n") + 2;
    var random = new Random(8);
    for (int i = 0; i < 12; i++) {
      byte[] changed = good.clone();
      int at = random.nextInt(end);
      changed[at] ^= (byte) (1 << random.nextInt(7));
      Files.write(file, changed);
      assertThrows(Problem.class, () -> new BackupReader(file).check(WORDS), "at " + at);
    }
  }

  @Test
  void refusesToWriteOverAnything() throws IOException {
    Files.writeString(file, "mine");
    assertEquals(ErrorCode.CONFLICT, assertThrows(Problem.class, () -> write(file)).code());
    assertEquals("mine", Files.readString(file));
    Files.delete(file);
    write(file);
    Path target = Files.createDirectory(root.resolve("there"));
    Files.writeString(target.resolve("mine"), "mine");
    assertEquals(ErrorCode.CONFLICT, assertThrows(Problem.class, () -> into(target)).code());
    assertEquals("mine", Files.readString(target.resolve("mine")));
    assertThrows(Problem.class, () -> write(root.resolve("none").resolve("file")));
  }

  @Test
  void refusesAPassphraseThatIsTooShort() {
    var writer = new BackupWriter(home, CHEAP, ids, new Tokens(new Random(3)));
    var manifest = new Manifest("0", 1, time.now(), List.of());
    assertThrows(Problem.class, () -> writer.write(file, new Secret("1234567"), manifest));
    writer.write(file, new Secret("12345678"), manifest);
  }

  @Test
  void refusesABackupOfANewerSchema() {
    var manifest =
        new Manifest("9.9.9", JournalFile.newestSchema() + 1, time.now(), List.of("default"));
    new BackupWriter(home, CHEAP, ids, new Tokens(new Random(3))).write(file, WORDS, manifest);
    Problem problem = assertThrows(Problem.class, () -> new BackupReader(file).check(WORDS));
    assertTrue(problem.sentence().contains("newer alpi (9.9.9)"), problem.sentence());
  }

  @Test
  void noPathLeadsOutOfTheFolder() {
    List<String> hostile =
        List.of(
            "",
            "/etc/passwd",
            "..",
            "../x",
            "a/../../x",
            "a//b",
            "a/./b",
            "a/",
            "a\0b",
            "a\\b",
            "x".repeat(EntryPath.MAX_NAME_BYTES + 1),
            "a/".repeat(EntryPath.MAX_NAMES) + "a");
    for (String path : hostile) {
      assertThrows(Problem.class, () -> new EntryPath(path), path);
    }
    String widest = "x".repeat(EntryPath.MAX_NAME_BYTES);
    assertEquals(root.resolve(widest), new EntryPath(widest).below(root));
    assertEquals(root.resolve("a/..b"), new EntryPath("a/..b").below(root));
  }

  @Test
  void takesThePlaceOfAHomeAtTheNextStartAndKeepsWhatWasThere() throws IOException {
    write(file);
    PrivateFiles.replace(home.root().resolve("config.yaml"), new byte[] {'#'});
    prepared();
    journal.close();
    Path trash = Restoration.apply(home).orElseThrow();
    assertTrue(trash.startsWith(home.trash()));
    assertTrue(Files.exists(trash.resolve("config.yaml")));
    assertTrue(Files.exists(trash.resolve("journal.db")));
    assertFalse(Files.exists(home.root().resolve("config.yaml")));
    assertTrue(Files.exists(home.root().resolve("profiles/work/journal.db")));
    assertTrue(Files.exists(home.root().resolve("host/x")));
    assertEquals(Optional.empty(), Restoration.apply(home));
    journal = Journal.open(home.profile(ProfileName.DEFAULT), time);
    assertTrue(journal.verify().sound());
  }

  private void prepared() {
    new Restoration(home, time.now()).prepare(new BackupReader(file), WORDS);
  }

  @Test
  void goesOnWithAnExchangeThatWasCutOffAnywhere() throws IOException {
    write(file);
    journal.close();
    prepared();
    Path ready = home.root().resolve("restore");
    Path trash =
        PrivateFiles.directory(
            PrivateFiles.directory(home.trash())
                .resolve("home-" + Files.readString(ready.resolve(Restoration.MARK))));
    Files.move(home.root().resolve("sessions"), trash.resolve("sessions"));
    // An earlier daemon made its folders anew before it was cut off.
    PrivateFiles.directory(home.root().resolve("sessions"));
    assertEquals(trash, Restoration.apply(home).orElseThrow());
    assertTrue(Files.exists(home.root().resolve("sessions/s1.jsonl")));
    assertTrue(Files.exists(trash.resolve("sessions/s1.jsonl")));

    prepared();
    Path again = PrivateFiles.directory(home.trash().resolve("home-second"));
    PrivateFiles.replace(
        ready.resolve(Restoration.MARK),
        "home-second".substring("home-".length()).getBytes(StandardCharsets.US_ASCII));
    for (String name : List.of("sessions", "profiles", "alp", "audit", ".env", "journal.db")) {
      Files.move(home.root().resolve(name), again.resolve(name));
    }
    PrivateFiles.replace(ready.resolve(Restoration.MOVED), new byte[0]);
    Files.move(ready.resolve("sessions"), home.root().resolve("sessions"));
    assertEquals(again, Restoration.apply(home).orElseThrow());
    assertTrue(Files.exists(home.root().resolve("sessions/s1.jsonl")));
    assertTrue(Files.exists(home.root().resolve("journal.db")));
    journal = Journal.open(home.profile(ProfileName.DEFAULT), time);
  }
}
