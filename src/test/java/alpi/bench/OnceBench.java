package alpi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Times `alpi chat --once` as a whole process beside the command-line agents a user would pick
/// instead, all against the same scripted provider on loopback, in interleaved rounds. Prints
/// medians and ratios.
///
/// Arguments: `ROUNDS LAUNCHER [codex=COMMAND] [pi=COMMAND]`. In a peer's command `{url}` stands
/// for the provider's base URL, `{prompt}` for the prompt and `{home}` for a throw-away home
/// directory. CPU is that of the process and its children; for alpi the daemon's share is added.
public final class OnceBench {
  private static final Map<String, String> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("once", "say hi");
    SCENARIOS.put("tool", "TOOLCALL please run the shell command");
    SCENARIOS.put("big", "BIGREPLY=20000");
  }

  private record Sample(double wallMillis, double cpuSeconds, double rssMegabytes) {}

  private final Path home;
  private final ScriptedProvider provider;
  private final String launcher;
  private final Map<String, List<String>> commands = new LinkedHashMap<>();

  private OnceBench(Path home, ScriptedProvider provider, String launcher) {
    this.home = home;
    this.launcher = launcher;
    this.provider = provider;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[0]);
    Path home = Files.createTempDirectory("ob");
    try (ScriptedProvider provider = new ScriptedProvider(Integer.getInteger("bench.port", 0))) {
      OnceBench bench = new OnceBench(home, provider, arguments[1]);
      bench.commands.put("alpi", List.of(bench.launcher, "chat", "--once", "{prompt}"));
      Arrays.stream(arguments).skip(2).forEach(bench::peer);
      for (Map.Entry<String, String> scenario : SCENARIOS.entrySet()) {
        bench.compare(scenario.getKey(), scenario.getValue(), rounds);
      }
      bench.coldStart(rounds);
      bench.stop();
    }
  }

  private void peer(String argument) {
    int equals = argument.indexOf('=');
    commands.put(
        argument.substring(0, equals), List.of(argument.substring(equals + 1).split(" +", -1)));
  }

  private void compare(String scenario, String prompt, int rounds)
      throws IOException, InterruptedException {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (String name : commands.keySet()) {
        Sample sample = run(name, prompt);
        if (round > 0) {
          samples.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample);
        }
      }
    }
    print(scenario, samples);
  }

  /// The daemon is not running when the command is given.
  private void coldStart(int rounds) throws IOException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      stop();
      samples.add(run("alpi", SCENARIOS.getOrDefault("once", "hi")));
    }
    print("cold", Map.of("alpi", samples));
  }

  private void stop() throws IOException, InterruptedException {
    ProcessBuilder stop = builder(List.of(launcher, "daemon", "stop"));
    stop.start().waitFor(20, TimeUnit.SECONDS);
  }

  private ProcessBuilder builder(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("ALPI_HOME", home.resolve("alpi").toString());
    builder.environment().put("OPENAI_BASE_URL", provider.baseUrl());
    builder.environment().put("OPENAI_API_KEY", "x");
    builder.environment().put("MOCK_KEY", "x");
    builder.environment().put("ALPI_MODEL", "openai/mock-model");
    builder.environment().put("NO_COLOR", "1");
    builder.redirectInput(Path.of("/dev/null").toFile());
    return builder;
  }

  private Sample run(String name, String prompt) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/time", "-o", times().toString()));
    command.addAll(List.of("-f", "%U %S %M"));
    for (String word : commands.getOrDefault(name, List.of())) {
      command.add(
          word.replace("{prompt}", prompt)
              .replace("{url}", provider.baseUrl())
              .replace("{home}", home.toString()));
    }
    double before = name.equals("alpi") ? daemonCpu() : 0;
    long start = System.nanoTime();
    Process process =
        builder(command)
            .redirectOutput(home.resolve("out").toFile())
            .redirectError(home.resolve("err").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(name + " failed: " + Files.readString(home.resolve("err")));
    }
    double wall = (System.nanoTime() - start) / 1e6;
    List<String> used = List.of(Files.readString(times()).strip().split(" ", -1));
    double cpu = Double.parseDouble(used.get(0)) + Double.parseDouble(used.get(1));
    double after = name.equals("alpi") ? daemonCpu() : 0;
    return new Sample(
        wall, cpu + Math.max(0, after - before), Double.parseDouble(used.get(2)) / 1024);
  }

  private Path times() {
    return home.resolve("times");
  }

  private double daemonCpu() throws IOException {
    Path pid = home.resolve("alpi/service.pid");
    if (!Files.exists(pid)) {
      return 0;
    }
    String number = Files.readString(pid).strip().split("\\s+", 2)[0];
    Path stat = Path.of("/proc", number, "stat");
    if (!Files.exists(stat)) {
      return 0;
    }
    String line = Files.readString(stat);
    List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / 100.0;
  }

  private static void print(String scenario, Map<String, List<Sample>> samples) {
    double ours = median(samples.getOrDefault("alpi", List.of()), 0);
    samples.forEach((name, all) ->
        System.out.printf(
            "%-5s %-6s wall %7.0f ms  cpu %6.2f s  rss %5.0f MB  alpi/%s %.2f%n",
            scenario,
            name,
            median(all, 0),
            median(all, 1),
            median(all, 2),
            name,
            ours / median(all, 0)));
  }

  private static double median(List<Sample> samples, int figure) {
    double[] values =
        samples.stream()
            .mapToDouble(sample ->
                switch (figure) {
                  case 0 -> sample.wallMillis();
                  case 1 -> sample.cpuSeconds();
                  default -> sample.rssMegabytes();
                })
            .sorted()
            .toArray();
    return values.length == 0 ? Double.NaN : values[values.length / 2];
  }
}
