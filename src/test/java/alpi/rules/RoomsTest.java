package alpi.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.policy.Authority;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Imports point down the table that ARCHITECTURE.md prints, and what is owned stays with its
/// owner.
class RoomsTest {
  private static JavaClasses classes = new ClassFileImporter().importClasses();
  private static RoomTable table = RoomTable.ofRows();

  @BeforeAll
  static void load() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("alpi");
    table = RoomTable.parse(Checkout.read("ARCHITECTURE.md"));
  }

  @Test
  void readsTheTableOfTheMap() {
    assertTrue(table.rooms().size() >= 15, () -> "rooms read: " + table.rooms().keySet());
  }

  @Test
  void seesTheDaemonsClasses() {
    long seen = classes.stream().filter(c -> c.getPackageName().startsWith("alpi.daemon")).count();
    assertTrue(seen > 100, () -> "classes seen: " + seen);
  }

  @Test
  void refusesAnImportThatPointsUp() {
    RoomTable small = RoomTable.ofRows("| 1 | `job` | x | |", "| 3 | `agent` | x | |");
    assertEquals(1, small.complaint("alpi.daemon.job", "alpi.daemon.agent").size());
    assertEquals(0, small.complaint("alpi.daemon.agent", "alpi.daemon.job").size());
  }

  @Test
  void importsPointDown() {
    TreeSet<String> complaints = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass();
        complaints.addAll(table.complaint(type.getPackageName(), target.getPackageName()));
      }
    }
    assertEquals(List.of(), List.copyOf(complaints));
  }

  @Test
  void importsOfThePeerLinkPointDown() {
    pointsDown("alp\\.\\w+", 11);
  }

  @Test
  void importsOfTheBrowserPointDown() {
    pointsDown("browser(?:\\.\\w+)?", 7);
  }

  @Test
  void theBrowserKnowsNothingOfTheDaemonAndOnlyOneEngineKnowsPlaywright() {
    noClasses()
        .that()
        .resideInAPackage("alpi.browser..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("alpi.daemon..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("alpi.browser..")
        .and()
        .resideOutsideOfPackage("alpi.browser.process..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .check(classes);
    ownedBy("alpi.browser.playwright..", "com.microsoft.playwright..", "com.google.gson..");
  }

  /// Packages with a floor of their own in the map: what is imported lies on a lower one.
  private static void pointsDown(String names, int atLeast) {
    Map<String, Integer> floors = new HashMap<>();
    Matcher row =
        Pattern.compile("\\| (\\d) \\| `(" + names + ")` \\|")
            .matcher(Checkout.read("ARCHITECTURE.md"));
    while (row.find()) {
      floors.put(row.group(2), Integer.parseInt(row.group(1)));
    }
    Pattern inside = Pattern.compile("^alpi\\.(" + names + ")");
    TreeSet<String> complaints = new TreeSet<>();
    for (JavaClass type : classes) {
      String from = packageOf(inside, type);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = packageOf(inside, dependency.getTargetClass());
        if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
          int above = floors.getOrDefault(from, -1);
          int below = floors.getOrDefault(to, Integer.MAX_VALUE);
          if (above <= below) {
            complaints.add(from + " may not know " + to);
          }
        }
      }
    }
    assertTrue(floors.size() >= atLeast, () -> "packages read: " + floors.keySet());
    assertEquals(List.of(), List.copyOf(complaints));
  }

  private static String packageOf(Pattern names, JavaClass type) {
    Matcher inside = names.matcher(type.getPackageName());
    return inside.find() ? inside.group(1) : "";
  }

  @Test
  void onlyTheLinksCryptoKnowsBouncyCastle() {
    ownedBy("alpi.alp.crypto..", "org.bouncycastle..");
  }

  @Test
  void nothingKnowsTheClientAndTheClientKnowsOnlyTheProtocol() {
    noClasses()
        .that()
        .resideOutsideOfPackage("alpi.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("alpi.cli..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("alpi.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("alpi.daemon..", "alpi.alp.json..", "tools.jackson..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("alpi.alp..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("alpi.daemon..")
        .check(classes);
  }

  @Test
  void onlyTheJournalSpeaksSql() {
    ownedBy("alpi.daemon.journal..", "java.sql..", "org.sqlite..");
  }

  @Test
  void onlyTheSandboxStartsProcesses() {
    noClasses()
        .that()
        .resideInAPackage("alpi.daemon..")
        .and()
        .resideOutsideOfPackage("alpi.daemon.sandbox..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .check(classes);
  }

  @Test
  void onlyEgressDialsOut() {
    noClasses()
        .that()
        .resideInAPackage("alpi.daemon..")
        .and()
        .resideOutsideOfPackages("alpi.daemon.egress..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "javax.net..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("alpi.daemon..")
        .and()
        .resideOutsideOfPackages("alpi.daemon.egress..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.Socket")
        .check(classes);
  }

  @Test
  void onlyTheHostPlaneAndTheLinksCarriersSpeakNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("alpi.daemon.host..", "alpi.alp.net..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(classes);
  }

  @Test
  void onlyBaseReadsTheClock() {
    noClasses()
        .that()
        .resideInAPackage("alpi.daemon..")
        .and()
        .resideOutsideOfPackage("alpi.daemon.base..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .check(classes);
  }

  @Test
  void onlyTheRootTouchesTheProcess() {
    noClasses()
        .that()
        .resideInAPackage("alpi.daemon.*..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .accessField(System.class, "out")
        .check(classes);
  }

  /// Whatever else starts work derives its authority from the run that wanted it.
  @Test
  void onlyTheOwnersVerbsBeginWithTheOwnersAuthority() {
    noClasses()
        .that()
        .resideOutsideOfPackages("alpi.daemon.host.verb..", "alpi.daemon.policy..")
        .should()
        .accessField(Authority.class, "OWNER")
        .check(classes);
  }

  private static void ownedBy(String owner, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(classes);
  }
}
