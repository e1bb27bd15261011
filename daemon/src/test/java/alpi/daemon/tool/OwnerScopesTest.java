package alpi.daemon.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.ProfileName;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Scope;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.CommandTiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the owner types becomes what policy compares.
class OwnerScopesTest {
  @TempDir Path dir;
  private Path here;
  private CommandTiers tiers;
  private OwnerScopes scopes;

  @BeforeEach
  void open() throws IOException {
    here = Files.createDirectories(dir.resolve("ws")).toRealPath();
    Files.createDirectories(here.resolve("notes"));
    var sensitive = new SensitivePaths(new Home(dir.resolve("home")), ProfileName.DEFAULT);
    tiers = new CommandTiers(sensitive, (_, _) -> Optional.empty());
    scopes = new OwnerScopes(tiers, here);
  }

  @Test
  void aHostIsNamedAsPeopleDo() {
    for (String[] row :
        new String[][] {
          {"example.com", "https://example.com:443"},
          {"EXAMPLE.com", "https://example.com:443"},
          {"example.com:8443", "https://example.com:8443"},
          {"http://example.com/path?q=1", "http://example.com:80"},
          {"https://example.com", "https://example.com:443"}
        }) {
      assertEquals(Scope.exact(row[1]), scopes.of(Capability.NET, row[0], false, here), row[0]);
    }
    assertEquals(
        Scope.below("https://*.example.com:443"),
        scopes.of(Capability.NET, "*.example.com", false, here));
    assertEquals(
        Scope.below("http://*.example.com:80"),
        scopes.of(Capability.NET, "http://*.example.com", false, here));
    for (String none : List.of("", "two words", "ftp://example.com", "https://", "a@b@c")) {
      assertThrows(Problem.class, () -> scopes.of(Capability.NET, none, false, here), none);
    }
  }

  @Test
  void aPathIsTheRealOneAndAFolderMeansAllBelow() throws IOException {
    Path notes = here.resolve("notes");
    Files.createSymbolicLink(here.resolve("link"), notes);
    Scope all = Scope.below(notes.toString());
    for (String typed : List.of("notes", "link", "~/notes", "./notes/../notes", notes.toString())) {
      assertEquals(all, scopes.of(Capability.FS_WRITE, typed, false, here), typed);
    }
    assertEquals(
        Scope.exact(notes.resolve("new.md").toString()),
        scopes.of(Capability.FS_WRITE, "link/new.md", false, here));
    assertEquals(
        Scope.below(here.resolve("later").toString()),
        scopes.of(Capability.FS_READ, "later", true, here));
    assertThrows(Problem.class, () -> scopes.of(Capability.FS_READ, "a\0b", false, here));
  }

  @Test
  void aCommandIsTheOneThatWouldBeJudged() {
    Scope scope = scopes.of(Capability.EXEC, "make   'all'", false, here);
    Access judged = tiers.assess("make all", here, here, here).accesses().getFirst();
    assertEquals(Scope.exact(judged.target()), scope);
    assertThrows(Problem.class, () -> scopes.of(Capability.EXEC, "rm -rf /", false, here));
    assertThrows(Problem.class, () -> scopes.of(Capability.EXEC, "echo 'open", false, here));
  }

  @Test
  void aNameWithoutWhatIsAskedOfItMeansAllOfIt() {
    assertEquals(Scope.below("ana"), scopes.of(Capability.PEER, "ana", false, here));
    assertEquals(Scope.exact("ana/ask"), scopes.of(Capability.PEER, "ana/ask", false, here));
    assertEquals(Scope.exact("daily"), scopes.of(Capability.SCHEDULE, "daily", false, here));
  }
}
