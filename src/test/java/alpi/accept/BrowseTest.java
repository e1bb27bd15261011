package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.accept.Product.Ran;
import alpi.browser.process.BrowserSearch;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The browser of the packed product: a form filled in by the agent on either engine, a page read
/// at the terminal, and nothing left over when the daemon is killed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String FORM =
      "<title>Order</title><h1>Order</h1><form action=/done><label>Name <input name=n></label>"
          + "<button>Send</button></form>";

  private final ScriptedModel model = new ScriptedModel();
  private final Product product = model.serve(new Product());
  private HttpServer server;
  private String site;

  @BeforeAll
  void open() throws IOException {
    boolean there = BrowserSearch.browser().isPresent();
    if (!there) {
      System.err.println(
          "BrowseTest is SKIPPED: no browser is on this machine"
              + " (apt-get install chromium-headless-shell)");
    }
    Assumptions.assumeTrue(there);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site = "http://127.0.0.1:" + server.getAddress().getPort();
    page("/form", FORM);
    page("/done", "<title>Done</title><p>Your confirmation number is K-4711.</p>");
    server.start();
    List<UnaryOperator<String>> steps =
        List.of(
            _ -> "{\"act\":\"open\",\"url\":\"" + site + "/form\"}",
            told -> "{\"act\":\"fill\",\"ref\":\"" + ref(told, "textbox") + "\",\"text\":\"Ana\"}",
            told -> "{\"act\":\"click\",\"ref\":\"" + ref(told, "button") + "\"}",
            _ -> "{\"act\":\"read\",\"view\":\"text\"}");
    model.script("ORDER", "browser", steps, told -> "It is " + first(told, "(K-\\d+)") + ".");
    String local = "[\"127.0.0.1:" + server.getAddress().getPort() + "\"]";
    product.run("config", "set", "egress.local", local).succeeded();
    // Whether this machine grants a browser its sandbox is no question of these tests.
    product.run("config", "set", "browser.no_sandbox", "true").succeeded();
  }

  @AfterAll
  void close() {
    product.close();
    model.close();
    if (server != null) {
      server.stop(0);
    }
  }

  private void page(String path, String html) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static String ref(String told, String role) {
    return first(told, role + "[^\\n]*?\\[(e\\d+)\\]");
  }

  private static String first(String told, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(told);
    return found.find() ? found.group(1) : "nothing";
  }

  private Ran order(String engine) {
    product.run("config", "set", "browser.engine", engine).succeeded();
    return product.run("chat", "--once", "ORDER at " + site + "/form").succeeded();
  }

  @Test
  void theAgentFillsInAFormOnOurOwnEngineAndAKilledDaemonLeavesNoBrowser() {
    assertEquals("It is K-4711.\n", order("cdp").out());
    assertTrue(browsers() > 0);
    product.kill();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (browsers() > 0) {
      assertTrue(System.nanoTime() - deadline < 0, "the browser outlives the daemon");
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void theSameFormOnPlaywrightByOneLineOfTheSettings() {
    Assumptions.assumeTrue(BrowserSearch.node().isPresent(), "no Node is on this machine");
    assertEquals("It is K-4711.\n", order("playwright").out());
  }

  @Test
  void aPageIsReadAtTheTerminal() throws IOException {
    Path picture = product.workspace().resolve("page.png");
    String[] words = {
      "browse", site + "/form", "--engine", "cdp", "--snapshot", "--screenshot", picture.toString()
    };
    String out = product.run(words).succeeded().out();
    assertTrue(out.contains("textbox \"Name\" [e"), out);
    assertTrue(Files.size(picture) > 1000);
    assertEquals(2, product.run("browse", "nowhere").exit());
    assertEquals(3, product.run("browse", "file:///etc/passwd").exit());
    assertEquals(3, product.run("browse", "http://127.0.0.1:65010/", "--engine", "cdp").exit());
  }

  /// Processes of browsers that this product started.
  private long browsers() {
    String folder = product.home().resolve("browser") + "/";
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(folder))
        .count();
  }
}
