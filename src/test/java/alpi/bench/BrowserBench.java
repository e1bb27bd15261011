package alpi.bench;

import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.ProxyAddress;
import alpi.browser.Ref;
import alpi.browser.Shot;
import alpi.browser.Ticker;
import alpi.browser.page.View;
import alpi.browser.service.BrowserService;
import alpi.browser.service.BrowserSettings;
import alpi.browser.service.Deed;
import alpi.browser.service.EngineKind;
import alpi.browser.service.Launcher;
import alpi.browser.service.Told;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The same flow (open, read, click, picture, download) on each engine and browser: time of each
/// act, and the memory of all processes that the engine started, shared pages by their share.
///
/// Arguments: `engine=binary` pairs, such as `cdp=/usr/lib/chromium/chromium-headless-shell`;
/// `+lean` behind an engine's name asks for fewer processes.
final class BrowserBench {
  private static final int ROUNDS = 5;
  private static final int ITEMS = 200;
  private static final Pattern BUTTON = Pattern.compile("button \"Go\" \\[(e\\d+)\\]");

  private BrowserBench() {}

  public static void main(String[] arguments) throws Exception {
    HttpServer site = site();
    try (Scratch scratch = Scratch.shortNamed("alpi-browser-bench");
        ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> forward(proxy));
      System.out.println("engine | start | open | read | click | picture | download | PSS MB");
      for (String pair : arguments) {
        String name = pair.substring(0, pair.indexOf('='));
        Path binary = Path.of(pair.substring(pair.indexOf('=') + 1));
        measure(name, binary, scratch.path(), proxy.getLocalPort(), site.getAddress().getPort());
      }
    } finally {
      site.stop(0);
    }
  }

  private static HttpServer site() throws IOException {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var body = new StringBuilder("<title>Bench</title><h1>Bench</h1><button>Go</button>");
    for (int i = 0; i < ITEMS; i++) {
      body.append("<li><a href='#").append(i).append("'>Item ").append(i).append("</a> text</li>");
    }
    page(site, "/", "text/html", body.toString().getBytes(StandardCharsets.UTF_8));
    page(site, "/file", "application/octet-stream", new byte[17_000]);
    site.start();
    return site;
  }

  private static void page(HttpServer site, String path, String type, byte[] bytes) {
    site.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  /// Hands plain requests on, one a connection.
  private static void forward(ServerSocket proxy) {
    while (!proxy.isClosed()) {
      try {
        Socket client = proxy.accept();
        Thread.ofVirtual().start(() -> forward(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void forward(Socket client) {
    try (client) {
      var in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = Optional.ofNullable(in.readLine()).orElse("");
      URI url = URI.create(first.split(" ", 3)[1]);
      try (Socket there = new Socket(url.getHost(), url.getPort())) {
        String path = url.getRawPath();
        String head = "GET " + path + " HTTP/1.0\r\nHost: " + url.getAuthority() + "\r\n\r\n";
        there.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        there.getInputStream().transferTo(client.getOutputStream());
      }
    } catch (IOException | RuntimeException e) {
      // The browser asks for something else than pages of the bench: it gets no answer.
      return;
    }
  }

  private static void measure(String name, Path binary, Path scratch, int proxy, int site)
      throws Exception {
    List<long[]> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rounds.add(round(name, binary, scratch, proxy, site, round));
    }
    var line = new StringBuilder(name).append(' ').append(binary.getFileName());
    for (int i = 0; i < rounds.getFirst().length; i++) {
      int at = i;
      long[] sorted = rounds.stream().mapToLong(each -> each[at]).sorted().toArray();
      line.append(" | ").append(sorted[0]).append(" / ").append(sorted[sorted.length / 2]);
    }
    System.out.println(line);
  }

  private static long[] round(
      String name, Path binary, Path scratch, int proxy, int site, int round) throws Exception {
    boolean lean = name.endsWith("+lean");
    String word = name.replace("+lean", "");
    var engines = new ArrayList<Engine>();
    var settings =
        new BrowserSettings(
            EngineKind.parse(word).orElseThrow(),
            Optional.of(binary),
            Optional.empty(),
            scratch.resolve(name + round),
            scratch.resolve("driver"),
            new ProxyAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy), "u", "p"),
            !System.getProperty("user.name", "").equals("root"),
            lean,
            BrowserSettings.IDLE,
            1 << 20,
            true);
    Launcher launcher =
        (wanted, home, deadline) -> {
          engines.add(Launcher.real(wanted, home, Custody.NONE, deadline));
          return engines.getLast();
        };
    try (var service =
        new BrowserService(settings, path -> Path.of(path), launcher, Ticker.SYSTEM)) {
      String at = "http://127.0.0.1:" + site;
      long[] times = new long[7];
      times[0] = timed(() -> service.info().get());
      times[1] = timed(() -> does(service, new Deed.Open(at + "/")));
      Told[] read = new Told[1];
      times[2] =
          timed(
              () -> read[0] = does(service, new Deed.Read(View.INTERACTIVE, 1, Optional.empty())));
      Matcher button = BUTTON.matcher(read[0].text());
      boolean found = button.find();
      Ref ref = Ref.parse(found ? button.group(1) : "e1").orElseThrow();
      times[3] = timed(() -> does(service, new Deed.Click(ref, false)));
      times[4] = timed(() -> does(service, new Deed.Screenshot(Shot.WINDOW)));
      times[5] = timed(() -> does(service, new Deed.Download(new Deed.Open(at + "/file"))));
      times[6] = pss(engines.getLast()) >> 10;
      return times;
    }
  }

  private static Told does(BrowserService service, Deed deed) throws Exception {
    return service.does("bench", deed, Deadline.in(Duration.ofSeconds(60))).get();
  }

  private interface Work {
    Object run() throws Exception;
  }

  private static long timed(Work work) throws Exception {
    long start = System.nanoTime();
    var _ = work.run();
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  /// KiB of everything below what the engine started.
  private static long pss(Engine engine) {
    return engine.processes().stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .mapToLong(each -> pss(each.pid()))
        .sum();
  }

  private static long pss(long pid) {
    try {
      return Arrays.stream(
              Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")).split("\n", -1))
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
