package alpi.daemon.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfilesTest {
  @TempDir Path dir;

  @Test
  void bootstrapMakesEveryDirectoryPrivate() throws IOException {
    Home home = new Home(dir.resolve("home"));
    profiles(home).bootstrap();

    for (String name :
        List.of("", "memories", "sessions", "alp", "alp/blobs", "run", "run/bg", "host", "logs")) {
      assertMode("rwx------", home.root().resolve(name));
    }
    try (var left = Files.list(home.root())) {
      assertFalse(left.anyMatch(path -> path.getFileName().toString().startsWith(".probe")));
    }
  }

  @Test
  void bootstrapTightensWhatWasOpen() throws IOException {
    Home home = new Home(dir.resolve("home"));
    Path sessions = Files.createDirectories(home.root().resolve("sessions"));
    Path env = Files.writeString(home.root().resolve(".env"), "A=1\n");
    for (Path open : List.of(home.root(), sessions)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-rw-r--"));

    profiles(home).bootstrap();

    assertMode("rwx------", home.root());
    assertMode("rwx------", sessions);
    assertMode("rw-------", env);
  }

  @Test
  void createsListsAndOpensProfiles() throws IOException {
    Profiles profiles = profiles(new Home(dir));
    profiles.bootstrap();
    profiles.create(name("work"));
    ProfileHome home = profiles.create(name("art"));
    Files.createDirectories(dir.resolve("profiles/not a name"));
    Files.writeString(dir.resolve("profiles/file"), "");
    Files.createSymbolicLink(dir.resolve("profiles/link"), dir);

    assertEquals(List.of(ProfileName.DEFAULT, name("art"), name("work")), profiles.list());
    assertMode("rwx------", home.blobs());
    assertEquals(home, profiles.open(name("art")));
    assertProblem(ErrorCode.CONFLICT, () -> profiles.create(name("art")));
    assertProblem(ErrorCode.CONFLICT, () -> profiles.create(ProfileName.DEFAULT));
    assertProblem(ErrorCode.NOT_FOUND, () -> profiles.open(name("nobody")));
    assertProblem(ErrorCode.NOT_FOUND, () -> profiles.open(name("link")));
  }

  @Test
  void removingMovesTheTreeToTheTrash() throws IOException {
    Profiles profiles = profiles(new Home(dir));
    profiles.bootstrap();
    for (String suffix : List.of("", "-2")) {
      Files.writeString(profiles.create(name("work")).config(), "model: a/b\n");

      Path trash = profiles.remove(name("work"));

      assertEquals("work-20260102T030405Z" + suffix, trash.getFileName().toString());
      assertEquals("model: a/b\n", Files.readString(trash.resolve("config.yaml")));
      assertFalse(profiles.exists(name("work")));
    }
    assertMode("rwx------", dir.resolve(".trash"));
  }

  @Test
  void theDefaultProfileStays() {
    Profiles profiles = profiles(new Home(dir));

    assertProblem(ErrorCode.INVALID_PARAMS, () -> profiles.remove(ProfileName.DEFAULT));
    assertProblem(ErrorCode.NOT_FOUND, () -> profiles.remove(name("nobody")));
  }

  @Test
  void aFileInThePlaceOfTheHomeIsToldInASentence() throws IOException {
    Path file = Files.writeString(dir.resolve("home"), "");

    for (Path home : List.of(file, file.resolve("below"))) {
      Problem problem =
          assertProblem(ErrorCode.STORAGE, () -> profiles(new Home(home)).bootstrap());
      assertTrue(problem.sentence().contains("is not a directory"), problem.sentence());
      assertTrue(problem.hint().orElseThrow().contains("ALPI_HOME"));
    }
  }

  @Test
  void aHomeWhereNothingCanBeMadeIsToldInASentence() {
    Problem problem =
        assertProblem(
            ErrorCode.STORAGE, () -> profiles(new Home(Path.of("/proc/alpi"))).bootstrap());

    assertTrue(problem.sentence().contains("/proc/alpi"), problem.sentence());
  }

  @Test
  void tellsAFullAReadOnlyAndAForbiddenDiskApart() {
    assertTold(ErrorCode.DISK_FULL, "is full", new IOException("No space left on device"));
    assertTold(
        ErrorCode.STORAGE,
        "read-only",
        new FileSystemException("/h", null, "Read-only file system"));
    assertTold(ErrorCode.STORAGE, "You may not write", new AccessDeniedException("/h"));
  }

  private static void assertTold(ErrorCode code, String part, IOException cause) {
    Problem problem = HomeFailure.of(Path.of("/h"), cause);
    assertEquals(code, problem.code());
    assertTrue(problem.sentence().contains(part), problem.sentence());
  }

  private static Profiles profiles(Home home) {
    return new Profiles(home, new FakeTime());
  }

  private static ProfileName name(String name) {
    return new ProfileName(name);
  }

  private static void assertMode(String mode, Path path) throws IOException {
    assertEquals(
        mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)), path + "");
  }

  private static Problem assertProblem(ErrorCode code, Runnable work) {
    Problem problem = assertThrows(Problem.class, work::run);
    assertEquals(code, problem.code(), problem.sentence());
    return problem;
  }
}
