package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.tool.Outcome;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random days of reading, writing, copying, renaming and fetching, beside a model of where every
/// word came from: what the tools say must hold at least that, and nothing may leave while a
/// stranger's words and private data are both in play.
class LabelFlowTest {
  private static final int STEPS = 45;
  private static final int FILES = 4;
  private static final String SITE = "http://site.test:80";
  private static final List<Source> STRANGERS = List.of(Source.MAIL, Source.PEER, Source.MCP);

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void labelsNeverShrinkAlongTheFlowAndNothingLeavesWithBothInPlay(long seed) throws Exception {
    var reached = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          reached.incrementAndGet();
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
    String proxy = "http://127.0.0.1:" + server.getAddress().getPort();
    try (var room = new Room(dir, "", Map.of("http_proxy", proxy))) {
      new Days(room, seed, reached).run();
    } finally {
      server.stop(0);
    }
  }

  /// One run of the model beside the tools.
  private static final class Days {
    private final Room room;
    private final Random random;
    private final AtomicInteger reached;
    private final Map<Path, Set<Source>> truth = new HashMap<>();
    private final List<String> history = new ArrayList<>();
    private Set<Source> heard = new HashSet<>();

    Days(Room room, long seed, AtomicInteger reached) {
      this.room = room;
      this.random = new Random(seed);
      this.reached = reached;
      history.add("seed " + seed);
      room.allow(Capability.FS_WRITE, room.workspace.toString(), true);
    }

    void run() throws Exception {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(9)) {
          case 0 -> nextDay();
          case 1 -> hears();
          case 2, 3 -> writes(step);
          case 4 -> reads();
          case 5 -> edits();
          case 6 -> copies();
          case 7 -> theOwnerRenames();
          default -> fetches();
        }
      }
    }

    private Set<Source> of(Path file) {
      return truth.computeIfAbsent(file, _ -> new HashSet<>());
    }

    private Path any() {
      return room.workspace.resolve("f" + random.nextInt(FILES));
    }

    private Optional<Path> some() {
      List<Path> there = truth.keySet().stream().sorted().toList();
      return there.isEmpty()
          ? Optional.empty()
          : Optional.of(there.get(random.nextInt(there.size())));
    }

    private void nextDay() {
      history.add("day");
      room.session = room.ids.session();
      room.run = room.ids.job();
      room.labels = Labels.OWNER;
      heard = new HashSet<>();
    }

    private void hears() {
      Source source = STRANGERS.get(random.nextInt(STRANGERS.size()));
      history.add("hears " + source);
      room.labels = room.labels.and(Labels.of(source, random.nextBoolean()));
      heard.add(source);
    }

    private void writes(int step) {
      Path file = any();
      history.add("writes " + file.getFileName());
      ok(
          "write",
          Map.of("path", file.toString(), "content", "the words of step " + step + ", end."));
      truth.put(file, new HashSet<>(heard));
    }

    private void reads() {
      some()
          .ifPresent(file -> {
            history.add("reads " + file.getFileName());
            takes(file, ok("read", Map.of("path", file.toString())));
          });
    }

    private void edits() {
      some()
          .ifPresent(file -> {
            history.add("edits " + file.getFileName());
            Map<String, String> change =
                Map.of("path", file.toString(), "old", "end.", "new", "and more, end.");
            ok("edit", change);
            of(file).addAll(heard);
          });
    }

    private void copies() {
      some()
          .ifPresent(from -> {
            Path to = any();
            boolean moves = random.nextBoolean();
            String command =
                "for i in 1; do "
                    + (moves ? "mv -f " : "cp ")
                    + name(from)
                    + " "
                    + name(to)
                    + "; done";
            history.add(command);
            room.allow(Capability.EXEC, "cd " + room.workspace + " && " + command, false);
            Outcome done = call("shell", Map.of("command", command));
            assertTrue(done.ran(), history + ": " + done.message().text());
            hear(done);
            if (from.equals(to)) {
              return;
            }
            Set<Source> all = new HashSet<>(of(from));
            all.addAll(heard);
            truth.put(to, all);
            if (moves) {
              truth.remove(from);
            }
          });
    }

    /// Outside of any turn, some time after the last command.
    private void theOwnerRenames() throws Exception {
      Optional<Path> from = some();
      Path to = any();
      if (from.isPresent() && !truth.containsKey(to)) {
        history.add("renamed " + name(from.get()) + " " + name(to));
        room.origins.settle();
        Files.move(from.get(), to);
        truth.put(to, of(from.get()));
        truth.remove(from.get());
      }
    }

    private void fetches() {
      boolean names = random.nextBoolean();
      room.named = names ? Set.of(SITE) : Set.of();
      history.add("fetches" + (names ? " by name" : ""));
      boolean strange = !heard.isEmpty();
      boolean secret = room.labels.privateData();
      int before = reached.get();
      Outcome outcome = call("web_fetch", Map.of("url", "http://site.test/?n=" + history.size()));
      boolean allowed = (!strange && !secret) || (names && !(strange && secret));
      assertEquals(before + (allowed ? 1 : 0), reached.get(), history.toString());
      if (allowed) {
        heard.add(Source.WEB);
      } else {
        assertEquals(Optional.of(ErrorCode.NEED_GRANT), outcome.code(), history.toString());
      }
      hear(outcome);
    }

    private void takes(Path file, Outcome outcome) {
      assertTrue(
          outcome.message().labels().sources().containsAll(of(file)),
          () -> history + " " + of(file) + " " + outcome.message().labels());
      hear(outcome);
    }

    /// What the tools call strange is strange from then on, also where the model knows better.
    private void hear(Outcome outcome) {
      Labels before = room.labels;
      room.labels = room.labels.and(outcome.message().labels());
      assertTrue(room.labels.sources().containsAll(before.sources()), history.toString());
      heard =
          room.labels.sources().stream()
              .filter(Source::untrusted)
              .collect(Collectors.toCollection(HashSet::new));
    }

    private static String name(Path file) {
      return String.valueOf(file.getFileName());
    }

    private Outcome ok(String tool, Map<String, String> arguments) {
      Outcome outcome = call(tool, arguments);
      assertTrue(outcome.message().ok(), () -> history + ": " + outcome.message().text());
      return outcome;
    }

    private Outcome call(String tool, Map<String, String> arguments) {
      var json = Json.object();
      arguments.forEach(json::put);
      return room.does(tool, Json.text(json));
    }
  }
}
