package alpi.daemon.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything the owner may set in a profile's `config.yaml`. A component `maxSteps` is the key
/// `max_steps`; what is absent from the file has the value in [#defaults].
public record ProfileConfig(
    @Doc("The model to use, as provider/model, for example openai/gpt-5-mini. Empty means detect.")
        String model,
    @Doc("Models to try in this order when the first one cannot be reached.")
        List<String> fallbackModels,
    @Doc("The directory that turns work in. Empty means the directory of the caller.")
        String workspace,
    @Doc("How much may happen without asking: relaxed, standard or strict.") Posture posture,
    @Doc("Whether nobody attends: nothing is ever asked, and every effect needs a grant.")
        boolean unattended,
    @Doc(
            value = "Model providers by name: new ones, or changes to the built-in ones.",
            names = "[a-z][a-z0-9_-]{0,31}")
        Map<String, Provider> providers,
    @Doc(
            value = "Secrets by name: where they lie and where tools may send them; never a value.",
            names = EnvFile.NAME_PATTERN)
        Map<String, SecretConfig> secrets,
    @Doc("Patience with a model provider.") Patience runtime,
    @Doc("Limits of tools.") Tools tools,
    @Doc("The operating system's sandbox around commands.") SandboxConfig sandbox,
    @Doc("What tools may reach over the network.") Egress egress,
    @Doc("The browser of the browser tool.") BrowserConfig browser,
    @Doc("The link with other profiles and daemons.") LinkConfig link,
    @Doc("The page for browsers; read from the default profile only.") WebConfig web,
    @Doc("Questions put to the owner.") Approvals approvals,
    @Doc("What may be spent on models. With a limit, a model of unknown price is refused.")
        Budget budget,
    @Doc(
            "Prices by provider/model, where the built-in table is wrong or silent. Unlisted"
                + " models on this machine are free.")
        Map<String, Price> prices,
    @Doc("How much is put before the model.") Context context,
    @Doc("How things are found again.") RecallConfig recall,
    @Doc("What the terminal shows.") Chat chat,
    @Doc("What is filed for the owner to read.") Outputs outputs,
    @Doc("The store of attachments and large results.") Blobs blobs,
    @Doc("The process itself; read from the default profile only.") DaemonConfig daemon) {

  /// One model provider. What is absent keeps the built-in provider's value, if there is one of
  /// that name.
  public record Provider(
      @Doc("The message format: openai-chat, openai-responses, anthropic or gemini.")
          Optional<Wire> wire,
      @Doc(
              value = "Where it answers, for example https://api.example.com/v1.",
              pattern = Shape.URL,
              expected = Shape.URL_EXPECTED)
          Optional<String> baseUrl,
      @Doc(
              value = "The NAME of the secret in .env that holds its key; never the key itself.",
              pattern = EnvFile.NAME_PATTERN,
              expected = "the name of a secret in .env, in capitals, never the secret itself")
          Optional<String> key,
      @Doc("Models to offer where the provider cannot list them.") List<String> models,
      @Doc(
              value = "Further request headers; they are sent to `base_url` only.",
              names = Shape.HEADER,
              pattern = "[\\t\\x20-\\x7e]{0,4096}",
              expected = "a header's value: ASCII text on one line")
          Map<String, String> headers) {
    public Provider {
      models = List.copyOf(models);
      headers = ordered(headers);
    }
  }

  public record Patience(
      @Doc(value = "Longest wait for a connection.", min = "10ms", max = "10m")
          Duration connectTimeout,
      @Doc(value = "Longest silence before the first byte of an answer.", min = "10ms", max = "1d")
          Duration firstByteTimeout,
      @Doc(value = "Longest silence inside an answer.", min = "10ms", max = "1d")
          Duration idleTimeout,
      @Doc(value = "Longest time for one answer.", min = "10ms", max = "7d") Duration totalTimeout,
      @Doc(value = "Tries after the first one failed.", min = "0", max = "20") int maxRetries,
      @Doc(value = "Pause before the first retry; it doubles each time.", min = "1ms", max = "10m")
          Duration retryBackoff) {}

  public record Tools(
      @Doc(value = "Most steps of one turn.", min = "1", max = "1000") int maxSteps,
      @Doc(value = "Most tool calls at the same time.", min = "1", max = "64") int maxParallel,
      @Doc("Tools that are never offered, by name.") List<String> deny,
      @Doc(value = "Characters of a result shown to the model.", min = "200", max = "1000000")
          int outputChars,
      @Doc("The shell tool.") Shell shell,
      @Doc("The web_fetch tool.") WebFetch webFetch,
      @Doc("The web_search tool.") WebSearch webSearch) {
    public Tools {
      deny = List.copyOf(deny);
    }
  }

  public record Shell(
      @Doc(value = "Longest run of a foreground command.", min = "10ms", max = "1d")
          Duration timeout,
      @Doc("Commands that the owner always allows, word for word.") List<String> allow) {
    public Shell {
      allow = List.copyOf(allow);
    }
  }

  public record WebFetch(
      @Doc(value = "Most bytes of one page.", min = "1KiB", max = "1GiB") ByteSize maxBytes) {}

  public record WebSearch(
      @Doc("Who answers: searxng or brave. Empty means no web search.")
          Optional<SearchEngine> engine,
      @Doc(
              value = "Where a SearXNG answers.",
              pattern = "|" + Shape.URL,
              expected = Shape.URL_EXPECTED)
          String url,
      @Doc(value = "Most searches of one turn.", min = "0", max = "1000") int maxPerTurn) {}

  /// What may be reached at all. Whether this conversation may is judged besides.
  public record Egress(
      @Doc(
              "off: tools reach nothing. allowlist: only what `allow` and `local` list and grants"
                  + " name. public: any public host on ports 80 and 443 as well.")
          EgressPosture posture,
      @Doc(
              value =
                  "Hosts that tools may reach: host, *.suffix or an address, with http://, https://"
                      + " or tcp:// before it and :port behind it where that matters.",
              pattern = Egress.EGRESS_RULE,
              expected = Egress.EGRESS_EXPECTED)
          List<String> allow,
      @Doc(
              value = "Hosts that tools never reach, written as in `allow`. It wins.",
              pattern = Egress.EGRESS_RULE,
              expected = Egress.EGRESS_EXPECTED)
          List<String> block,
      @Doc(
              value =
                  "Hosts of this machine or the network around it that tools may reach, as"
                      + " host:port. Nothing else there is ever reached.",
              pattern = "[A-Za-z0-9._:\\[\\]-]{1,253}:[0-9]{1,5}",
              expected = "a host and its port, as in localhost:8080")
          List<String> local) {
    static final String EGRESS_RULE =
        "(?:(?:https?|tcp)://)?(?:\\*\\.)?[A-Za-z0-9._:\\[\\]-]{1,253}";
    static final String EGRESS_EXPECTED =
        "a host such as api.example.com, *.example.com or tcp://db.example.com:5432";

    public Egress {
      allow = List.copyOf(allow);
      block = List.copyOf(block);
      local = List.copyOf(local);
    }
  }

  public record Approvals(
      @Doc(value = "How long a question waits for an answer.", min = "10ms", max = "7d")
          Duration timeout) {}

  /// Absent means without limit.
  public record Budget(
      @Doc(value = "US dollars a day.", min = "0", max = "1000000") Optional<BigDecimal> dailyUsd,
      @Doc(value = "US dollars a turn.", min = "0", max = "1000000")
          Optional<BigDecimal> turnUsd) {}

  /// US dollars for a million tokens.
  public record Price(
      @Doc(value = "US dollars for a million input tokens.", min = "0", max = "1000000")
          BigDecimal input,
      @Doc(value = "US dollars for a million output tokens.", min = "0", max = "1000000")
          BigDecimal output,
      @Doc(
              value = "US dollars for a million cached input tokens. Absent means as input.",
              min = "0",
              max = "1000000")
          Optional<BigDecimal> cached) {}

  public record Context(
      @Doc(
              value = "Tokens to fill at most. 0 means the model's window.",
              min = "0",
              max = "10000000")
          int maxTokens,
      @Doc(value = "Characters of memory put before the model.", min = "0", max = "200000")
          int memoryChars,
      @Doc("Whether models are shown images: auto (as their names tell), always or never.")
          Sight images) {}

  public record Chat(
      @Doc("Whether the model's reasoning is shown.") boolean showReasoning,
      @Doc("Whether the cost of a turn is shown.") boolean showCost) {}

  public record Outputs(
      @Doc("Whether the desktop, where there is one, shows that there is something new to read.")
          boolean desktop) {}

  public record Blobs(
      @Doc(value = "Most bytes the store may hold.", min = "1MiB", max = "1048576GiB")
          ByteSize quota) {}

  private static final ProfileConfig DEFAULTS =
      new ProfileConfig(
          "",
          List.of(),
          "",
          Posture.STANDARD,
          false,
          Map.of(),
          Map.of(),
          new Patience(
              Duration.ofSeconds(10),
              Duration.ofSeconds(300),
              Duration.ofSeconds(60),
              Duration.ofSeconds(600),
              3,
              Duration.ofMillis(500)),
          new Tools(
              40,
              4,
              List.of(),
              30_000,
              new Shell(Duration.ofSeconds(120), List.of()),
              new WebFetch(new ByteSize(5 << 20)),
              new WebSearch(Optional.empty(), "", 25)),
          SandboxConfig.DEFAULTS,
          new Egress(EgressPosture.PUBLIC, List.of(), List.of(), List.of()),
          BrowserConfig.DEFAULTS,
          LinkConfig.DEFAULTS,
          WebConfig.DEFAULTS,
          new Approvals(Duration.ofSeconds(60)),
          new Budget(Optional.empty(), Optional.empty()),
          Map.of(),
          new Context(0, 8000, Sight.AUTO),
          RecallConfig.DEFAULTS,
          new Chat(false, true),
          new Outputs(true),
          new Blobs(new ByteSize(10L << 30)),
          new DaemonConfig(LogLevel.INFO));

  public ProfileConfig {
    fallbackModels = List.copyOf(fallbackModels);
    providers = ordered(providers);
    secrets = ordered(secrets);
    prices = ordered(prices);
  }

  /// What holds where the file says nothing.
  public static ProfileConfig defaults() {
    return DEFAULTS;
  }

  /// An immutable copy that keeps the order of the file.
  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
