package alpi.browser.cdp;

import alpi.browser.ProxyAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The gate as a program that takes the command line of an Obscura. Leaves what it was started with
/// in its home.
final class GateProgram {
  private GateProgram() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(System.getenv("HOME"));
    Files.write(home.resolve("arguments"), List.of(arguments));
    Files.write(
        home.resolve("environment"),
        System.getenv().entrySet().stream().map(GateProgram::line).sorted().toList());
    List<String> words = List.of(arguments);
    int port = Integer.parseInt(words.get(words.indexOf("--port") + 1));
    int connections = Integer.parseInt(words.get(words.indexOf("--max-connections") + 1));
    GateLimits usual = GateLimits.USUAL;
    var limits =
        new GateLimits(
            usual.navigationMillis(),
            usual.scriptMillis(),
            true,
            connections,
            Optional.ofNullable(System.getenv("OBSCURA_PROXY")).map(GateProgram::proxy));
    try (var _ = new ObscuraGate(home.resolve("shell"), port, limits)) {
      Thread.currentThread().join();
    }
  }

  private static ProxyAddress proxy(String text) {
    URI url = URI.create(text);
    String info = url.getRawUserInfo();
    int colon = info.indexOf(':');
    return new ProxyAddress(
        new InetSocketAddress(url.getHost(), url.getPort()),
        URLDecoder.decode(info.substring(0, colon), StandardCharsets.UTF_8),
        URLDecoder.decode(info.substring(colon + 1), StandardCharsets.UTF_8));
  }

  private static String line(Map.Entry<String, String> variable) {
    return variable.getKey() + "=" + variable.getValue();
  }
}
