package alpi.daemon.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Home;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileName;
import alpi.daemon.config.ConfigFile;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Grant;
import alpi.daemon.policy.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each way of standing wider open than need be, and the command that ends it.
class PostureScanTest {
  private static final Path USER = Path.of("/home/ana");

  @TempDir private Path root;

  private final FakeTime time = new FakeTime();

  private List<Finding> modes() {
    return new ModesScan(new Home(root.resolve("home"))).run();
  }

  private Path home() {
    return PrivateFiles.directory(root.resolve("home"));
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aClosedHomeIsAsItShouldBe() throws IOException {
    mode(root, "rwx------");
    PrivateFiles.replace(home().resolve("config.yaml"), new byte[0]);
    List<Finding> found = modes();
    assertEquals(1, found.size());
    assertEquals(Severity.OK, found.getFirst().severity());
  }

  @Test
  void anOpenHomeFailsAndAnOpenFileInItIsTold() throws IOException {
    mode(root, "rwx------");
    Path env = home().resolve("with space.env");
    PrivateFiles.replace(env, new byte[0]);
    mode(env, "rw-r-----");
    mode(home(), "rwxr-x---");
    Files.setPosixFilePermissions(
        root.resolve("home"), PosixFilePermissions.fromString("rwxr-x---"));
    List<Finding> found = modes();
    assertEquals(Severity.FAIL, found.getFirst().severity());
    assertEquals(
        Optional.of("chmod 700 " + Typed.word(root.resolve("home"))), found.getFirst().fix());
    assertEquals(Severity.WARN, found.get(1).severity());
    assertEquals(Optional.of("chmod 600 '" + env + "'"), found.get(1).fix());
  }

  @Test
  void manyOpenFilesAreToldWithOneCommandForAll() throws IOException {
    mode(root, "rwx------");
    for (int i = 0; i <= ModesScan.MAX_TOLD; i++) {
      Path file = Files.createFile(home().resolve("f" + i));
      mode(file, "rw-rw-rw-");
    }
    List<Finding> found = modes();
    assertEquals(ModesScan.MAX_TOLD + 1, found.size());
    assertTrue(found.getLast().fix().orElseThrow().startsWith("chmod -R go-rwx "));
  }

  @Test
  void aFolderAroundTheHomeThatOthersMayWriteIsTold() throws IOException {
    home();
    mode(root, "rwxrwxrwx");
    assertTrue(modes().stream().anyMatch(it -> it.detail().contains("others may rename")), "told");
    mode(root, "rwx------");
  }

  private Finding grant(Capability capability, Scope scope, Duration left, boolean counted) {
    var grant =
        new Grant(
            new GrantId("g00000000000000001"),
            Optional.empty(),
            Optional.empty(),
            capability,
            scope,
            time.now(),
            time.now().plus(left),
            counted ? OptionalLong.of(3) : OptionalLong.empty(),
            Optional.empty(),
            "",
            Actor.local(1000));
    return new GrantScan(new ProfileName("work"), USER, time.now()).run(List.of(grant)).getFirst();
  }

  @Test
  void aGrantOverTheWholeHomeFailsForWritingAndWarnsForReading() {
    Duration hour = Duration.ofHours(1);
    Finding write = grant(Capability.FS_WRITE, Scope.below("/home/ana"), hour, false);
    assertEquals(Severity.FAIL, write.severity());
    assertEquals(Optional.of("alpi -p work grants revoke g00000000000000001"), write.fix());
    assertEquals(
        Severity.WARN, grant(Capability.FS_READ, Scope.below("/home"), hour, false).severity());
    assertEquals(
        Severity.WARN, grant(Capability.FS_WRITE, Scope.below("/srv"), hour, false).severity());
    assertEquals(
        Severity.OK,
        grant(Capability.FS_WRITE, Scope.below("/home/ana/work/x"), hour, false).severity());
  }

  @Test
  void grantsOfWholeDomainsPowerfulProgramsAndUncountedMoneyAreTold() {
    Duration hour = Duration.ofHours(1);
    assertEquals(
        Severity.WARN,
        grant(Capability.NET, Scope.below("https://*.example.com:443"), hour, false).severity());
    assertEquals(
        Severity.OK,
        grant(Capability.NET, Scope.exact("https://example.com:443"), hour, false).severity());
    assertEquals(
        Severity.WARN,
        grant(Capability.EXEC, Scope.exact("/usr/bin/sudo id"), hour, false).severity());
    assertEquals(
        Severity.OK, grant(Capability.EXEC, Scope.exact("make test"), hour, false).severity());
    assertEquals(
        Severity.WARN, grant(Capability.MONEY, Scope.exact("usd/example"), hour, true).severity());
  }

  @Test
  void aGrantThatHoldsLongWithoutACountIsTold() {
    Scope scope = Scope.exact("https://example.com:443");
    assertEquals(Severity.OK, grant(Capability.NET, scope, GrantScan.LONG, false).severity());
    Duration longer = GrantScan.LONG.plusDays(1);
    assertEquals(Severity.WARN, grant(Capability.NET, scope, longer, false).severity());
    assertEquals(Severity.OK, grant(Capability.NET, scope, longer, true).severity());
  }

  private List<Finding> settings(boolean alone, String yaml) {
    ProfileConfig config = ConfigFile.check(root.resolve("config.yaml"), yaml).config();
    return new SettingsScan(ProfileName.DEFAULT, config, alone, USER).run();
  }

  private static Severity of(List<Finding> found, String words) {
    return found.stream()
        .filter(it -> it.detail().contains(words))
        .findFirst()
        .orElseThrow(() -> new AssertionError(words + " not in " + found))
        .severity();
  }

  @Test
  void settingsThatWeakenFailWhereNobodyAttends() {
    String yaml = "posture: relaxed\nsandbox:\n  mode: \"off\"\n";
    assertEquals(Severity.WARN, of(settings(false, yaml), "relaxed"));
    assertEquals(Severity.FAIL, of(settings(true, yaml), "relaxed"));
    assertEquals(Severity.WARN, of(settings(false, yaml), "sandbox is off"));
    assertEquals(Severity.FAIL, of(settings(true, yaml), "sandbox is off"));
    assertEquals(Severity.WARN, of(settings(true, ""), "spend without limit"));
    assertEquals(Severity.WARN, of(settings(true, ""), "any public host"));
  }

  @Test
  void settingsThatOpenTheNetworkOrTheHomeAreToldWithWhatTakesThemBack() {
    String yaml =
        """
        egress:
          posture: allowlist
          allow: ["*.example.com", "api.example.org"]
          local: ["localhost:8080"]
        sandbox:
          read: [/home/ana/.ssh]
        providers:
          far: {wire: openai-chat, base_url: "http://llm.example.com/v1"}
        """;
    List<Finding> found = settings(false, yaml);
    assertEquals(Severity.WARN, of(found, "every host below *.example.com"));
    assertEquals(Severity.WARN, of(found, "localhost:8080"));
    assertEquals(Severity.FAIL, of(found, "sandbox.read"));
    assertEquals(Severity.FAIL, of(found, "without encryption"));
    assertTrue(
        found.stream()
            .anyMatch(it ->
                it.fix().equals(Optional.of("alpi config set egress.allow '[api.example.org]'"))),
        found.toString());
  }

  @Test
  void whoReadsWhatIsSearchedByMeaningIsNamed() {
    String yaml = "recall: {embeddings: {url: \"%s\", model: m}}";
    List<Finding> far = settings(false, yaml.formatted("https://vectors.example.com/v1"));
    assertEquals(Severity.NOTE, of(far, "sent to https://vectors.example.com/v1"));
    assertEquals(
        Severity.FAIL,
        of(settings(false, yaml.formatted("http://vectors.example.com")), "without encryption"));
    assertTrue(
        settings(false, yaml.formatted("http://localhost:11434/v1")).stream()
            .noneMatch(it -> it.detail().contains("meaning")));
  }
}
