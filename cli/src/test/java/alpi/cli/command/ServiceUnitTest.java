package alpi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

class ServiceUnitTest {
  private static final ServiceUnit UNIT =
      new ServiceUnit(
          Path.of("/home/ana/my tools/100%/$x/\"q\"/bin/alpi"),
          Map.of("ALPI_HOME", "/home/ana/a <b> & c", "LANG", "C.UTF-8"));

  @TempDir private Path dir;

  @Test
  void startsThisVeryAlpiWhateverItsPathHolds() {
    List<String> lines = UNIT.systemd().lines().toList();
    assertTrue(
        lines.contains("ExecStart=\"/home/ana/my tools/100%%/$$x/\\\"q\\\"/bin/alpi\" daemon run"),
        UNIT.systemd());
    assertTrue(lines.contains("Environment=\"ALPI_HOME=/home/ana/a <b> & c\""));
  }

  @Test
  void keepsItUpAndBoundsWhatItMay() {
    List<String> lines = UNIT.systemd().lines().toList();
    for (String line :
        List.of(
            "Restart=on-failure",
            "UMask=0077",
            "LimitNOFILE=8192",
            "LimitCORE=0",
            "NoNewPrivileges=yes",
            "TimeoutStopSec=45",
            "WantedBy=default.target")) {
      assertTrue(lines.contains(line), line);
    }
  }

  @Test
  void forbidsNothingThatSandboxesOrTheJvmNeed() {
    for (String taken :
        List.of(
            "RestrictNamespaces",
            "ProtectSystem",
            "ProtectHome",
            "PrivateTmp",
            "PrivateUsers",
            "MemoryDenyWriteExecute",
            "SystemCallFilter",
            "ProtectProc",
            "ProtectKernelTunables")) {
      assertFalse(UNIT.systemd().contains(taken), taken);
    }
    assertTrue(UNIT.systemd().contains("AF_NETLINK"), "bubblewrap brings its loopback up with it");
  }

  @Test
  void systemdItselfFindsNothingWrongWithIt() throws Exception {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze), "no systemd on this machine");
    Path unit = dir.resolve("alpi.service");
    var real = new ServiceUnit(Path.of("/bin/true"), Map.of("LANG", "C.UTF-8"));
    Files.writeString(unit, real.systemd());
    Process process =
        new ProcessBuilder(analyze.toString(), "--user", "--man=no", "verify", unit.toString())
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(process.waitFor() == 0 || told.contains("alpi.service"), told);
    assertFalse(told.contains("alpi.service:"), told);
    assertEquals(0, process.exitValue(), told);
  }

  @Test
  void theAgentOfLaunchdIsWellFormedAndSaysTheSame() throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    NodeList texts =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(UNIT.launchd().getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("string");
    assertEquals("alpi", texts.item(0).getTextContent());
    assertEquals("/home/ana/my tools/100%/$x/\"q\"/bin/alpi", texts.item(1).getTextContent());
    assertEquals("daemon", texts.item(2).getTextContent());
    assertEquals("run", texts.item(3).getTextContent());
    assertEquals("/home/ana/a <b> & c", texts.item(4).getTextContent());
  }
}
