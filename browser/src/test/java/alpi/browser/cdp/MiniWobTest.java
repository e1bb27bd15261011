package alpi.browser.cdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.browser.BrowserEvent;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.LaunchSpec;
import alpi.browser.Ref;
import alpi.browser.contract.EngineFixture;
import alpi.browser.page.Node;
import alpi.browser.page.PageText;
import alpi.browser.page.View;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Pages that others wrote for agents to be tried on, MiniWoB++: all of them are read, and small
/// tasks are solved by what is read and by reference alone.
class MiniWobTest extends EngineFixture {
  /// Names the folder `html` of MiniWoB++.
  private static final String PLACE = "ALPI_TEST_MINIWOB";

  private static final int SEEDS = 3;

  /// Starts an episode that always is the same, and says in the title what came of it.
  private static final String EPISODE =
      """
      <script>addEventListener('load', () => {
        Math.seedrandom('SEED'); core.EPISODE_MAX_TIME = 600000; core.startEpisodeReal();
        core.endEpisode = (reward) => { document.title = 'reward ' + reward; };
      });</script>
      """;

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  /// Does what the goal says.
  @FunctionalInterface
  private interface Solver {
    void solve(String goal) throws EngineFault;
  }

  private Optional<HttpServer> server = Optional.empty();

  @Override
  protected Optional<String> missing() {
    return folder().isPresent()
        ? super.missing()
        : Optional.of(PLACE + " does not name the folder html of MiniWoB++");
  }

  private static Optional<Path> folder() {
    return Optional.ofNullable(System.getenv(PLACE)).map(Path::of).filter(Files::isDirectory);
  }

  @Override
  protected Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault {
    return CdpLauncher.start(spec, deadline);
  }

  @BeforeAll
  void serve() throws IOException {
    Path root = folder().orElseThrow();
    HttpServer serving =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serving.createContext(
        "/",
        exchange -> {
          URI asked = exchange.getRequestURI();
          Path file = root.resolve("." + asked.getPath()).normalize();
          boolean there = file.startsWith(root) && Files.isRegularFile(file);
          byte[] bytes = there ? Files.readAllBytes(file) : new byte[0];
          if (asked.getQuery() != null) {
            String page = new String(bytes, StandardCharsets.UTF_8);
            bytes =
                (page + EPISODE.replace("SEED", asked.getQuery())).getBytes(StandardCharsets.UTF_8);
          }
          exchange.getResponseHeaders().set("Content-Type", type(file.toString()));
          exchange.sendResponseHeaders(there ? 200 : 404, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    serving.start();
    server = Optional.of(serving);
  }

  private static String type(String file) {
    return file.endsWith(".html") ? "text/html" : file.endsWith(".css") ? "text/css" : "text/plain";
  }

  @AfterAll
  void shut() {
    server.ifPresent(each -> each.stop(0));
  }

  private URI page(String task, String episode) {
    int port = server.orElseThrow().getAddress().getPort();
    return URI.create("http://127.0.0.1:" + port + "/miniwob/" + task + ".html" + episode);
  }

  private static List<String> tasks() throws IOException {
    try (Stream<Path> files = Files.list(folder().orElseThrow().resolve("miniwob"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".html"))
          .map(name -> name.substring(0, name.length() - ".html".length()))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyPageLoadsAndIsRead() throws Exception {
    List<String> tasks = tasks();
    var wrong = new ArrayList<String>();
    long characters = 0;
    for (String task : tasks) {
      try {
        int status = session().navigate(page(task, "?1"), soon()).status();
        String text = PageText.of(tree(), View.INTERACTIVE, 1);
        characters += text.length();
        if (status != 200 || text.isBlank()) {
          wrong.add(task + " " + status);
        }
      } catch (EngineFault e) {
        wrong.add(task + ": " + BrowserEvent.cut(e.fault().sentence()));
      }
    }
    System.err.println(
        "MiniWoB++: "
            + (tasks.size() - wrong.size())
            + " of "
            + tasks.size()
            + " pages read, "
            + characters / tasks.size()
            + " characters each");
    assertEquals(List.of(), wrong);
  }

  @Test
  void smallTasksAreSolvedByReferenceAlone() throws EngineFault {
    var failed = new ArrayList<String>();
    Map<String, Solver> solvers = solvers();
    for (Map.Entry<String, Solver> task : solvers.entrySet()) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        session().navigate(page(task.getKey(), "?" + seed), soon());
        String goal = goal();
        try {
          task.getValue().solve(goal);
        } catch (EngineFault | AssertionError e) {
          failed.add(task.getKey() + " " + seed + " \"" + goal + "\": " + e.getMessage());
          continue;
        }
        String reward = tree().title();
        if (!reward.equals("reward 1")) {
          failed.add(task.getKey() + " " + seed + " \"" + goal + "\": " + reward);
        }
      }
    }
    int all = solvers.size() * SEEDS;
    System.err.println("MiniWoB++: " + (all - failed.size()) + " of " + all + " episodes passed");
    assertEquals(List.of(), failed);
  }

  /// The text above the task, which is what comes first.
  private String goal() throws EngineFault {
    var words = new StringBuilder();
    for (Node node : tree().nodes()) {
      if (!node.role().equals("text")) {
        break;
      }
      words.append(node.name()).append(' ');
    }
    return words.toString().strip();
  }

  private Map<String, Solver> solvers() {
    var all = new LinkedHashMap<String, Solver>();
    all.put("click-test", _ -> click("button", "Click Me!"));
    all.put("click-test-2", goal -> click("button", found("button (\\w+)", goal)));
    all.put("click-button", goal -> click("button", quoted(goal, 0)));
    all.put("click-link", goal -> click("", quoted(goal, 0)));
    all.put("click-dialog", _ -> click("button", "Close"));
    all.put("focus-text", _ -> click("textbox", ""));
    all.put(
        "enter-text",
        goal -> {
          hands().fill(nth("textbox", 0), quoted(goal, 0), soon());
          click("button", "Submit");
        });
    all.put(
        "enter-password",
        goal -> {
          hands().fill(nth("textbox", 0), quoted(goal, 0), soon());
          hands().fill(nth("textbox", 1), quoted(goal, 0), soon());
          click("button", "Submit");
        });
    all.put(
        "login-user",
        goal -> {
          hands().fill(nth("textbox", 0), quoted(goal, 0), soon());
          hands().fill(nth("textbox", 1), quoted(goal, 1), soon());
          click("button", "Login");
        });
    all.put(
        "choose-list",
        goal -> {
          String option = found("Select (.+) from the list", goal);
          hands().select(nth("combobox", 0), List.of(option), soon());
          click("button", "Submit");
        });
    all.put(
        "click-checkboxes",
        goal -> {
          String wanted = found("Select (.*) and click", goal);
          for (String each : Pattern.compile(", ").splitAsStream(wanted).toList()) {
            if (!each.equals("nothing")) {
              hands().check(of("checkbox", each), true, soon());
            }
          }
          click("button", "Submit");
        });
    all.put(
        "click-option",
        goal -> {
          hands().check(of("radio", found("Select (.*) and click", goal)), true, soon());
          click("button", "Submit");
        });
    return all;
  }

  private static String quoted(String goal, int which) {
    List<String> all = QUOTED.matcher(goal).results().map(each -> each.group(1)).toList();
    return which < all.size() ? all.get(which) : "nothing quoted";
  }

  private static String found(String pattern, String goal) {
    Matcher found = Pattern.compile(pattern).matcher(goal);
    return found.find() ? found.group(1) : "nothing found";
  }

  private void click(String role, String name) throws EngineFault {
    hands().click(of(role, name), 1, soon());
  }

  private Ref nth(String role, int which) throws EngineFault {
    return tree().nodes().stream()
        .filter(node -> node.ref().isPresent() && node.role().equals(role))
        .skip(which)
        .findFirst()
        .flatMap(Node::ref)
        .orElseThrow(() -> new AssertionError("no " + role + " " + which));
  }

  /// Any role and any name where none is given.
  private Ref of(String role, String name) throws EngineFault {
    List<Node> nodes = tree().nodes();
    return nodes.stream()
        .filter(node -> node.ref().isPresent())
        .filter(node -> role.isEmpty() || node.role().equals(role))
        .filter(node -> name.isEmpty() || node.name().equals(name))
        .findFirst()
        .flatMap(Node::ref)
        .orElseThrow(() ->
            new AssertionError(
                "no " + role + " " + name + " in " + nodes.stream().map(Node::line).toList()));
  }
}
