package alpi.daemon.tool.web;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.SearchEngine;
import alpi.daemon.config.Secrets;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.Http;
import alpi.daemon.egress.HttpCall;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.Timeouts;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Searches the web through the engine that the owner has set: a SearXNG of theirs, or Brave with
/// their key.
public final class WebSearchTool implements Tool<WebSearchTool.Arguments> {
  /// Most results.
  public static final int MAX_RESULTS = 15;

  /// The secret in `.env` that holds the key for Brave.
  public static final String BRAVE_KEY = "BRAVE_API_KEY";

  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_RUNS = 256;
  private static final String BRAVE = "https://api.search.brave.com/res/v1/web/search";

  private final Http http;
  private final Timeouts timeouts;
  private final Supplier<ProfileConfig.WebSearch> settings;
  private final Supplier<Secrets> secrets;

  /// Guards [#searches].
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<JobId, Integer> searches = new LinkedHashMap<>();

  /// @param settings and `secrets` as they are now
  public WebSearchTool(
      Http http,
      Timeouts timeouts,
      Supplier<ProfileConfig.WebSearch> settings,
      Supplier<Secrets> secrets) {
    this.http = http;
    this.timeouts = timeouts;
    this.settings = settings;
    this.secrets = secrets;
  }

  public record Arguments(@Doc(longest = 400) String query) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of("web_search", "Search the web.", ToolTrait.IDEMPOTENT);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public boolean available() {
    ProfileConfig.WebSearch now = settings.get();
    return now.engine()
        .map(engine ->
            switch (engine) {
              case SEARXNG -> HttpUrl.parse(now.url()).isPresent();
              case BRAVE -> secrets.get().get(BRAVE_KEY).isPresent();
            })
        .orElse(false);
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    if (arguments.query().isBlank()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The query is empty.");
    }
    HttpUrl url = url(arguments.query());
    String target = WebFetchTool.target(url);
    var access = new Access(Capability.NET, target, Tier.SAFE, "searching through " + target);
    return new Plan(
        List.of(access), "search the web: " + arguments.query(), Map.of("url", url.toString()));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    count(context.run());
    HttpUrl url = url(arguments.query());
    if (!url.toString().equals(plan.binding().get("url"))) {
      throw Problem.of(ErrorCode.CONFLICT, "The search engine was changed meanwhile.");
    }
    try (var response =
        http.exchange(call(url).on(Optional.of(context.errand("web_search"))), context.cancel())) {
      if (response.status() != 200) {
        return ToolResult.failed(
            "The search engine answered " + response.status() + ".", WebFetchTool.LABELS);
      }
      String body = new String(response.firstBytes(MAX_BYTES), StandardCharsets.UTF_8);
      return ToolResult.ok(results(Json.parse(body)), WebFetchTool.LABELS);
    } catch (EgressException e) {
      return ToolResult.failed("Not searched: " + e.sentence(), WebFetchTool.LABELS);
    } catch (IOException | JacksonException e) {
      return ToolResult.failed("The search engine's answer cannot be read.", WebFetchTool.LABELS);
    }
  }

  private HttpCall call(HttpUrl url) {
    boolean brave = engine() == SearchEngine.BRAVE;
    Reach reach = brave ? Reach.PUBLIC : Reach.pinned(url.host(), url.port());
    HttpCall call =
        HttpCall.get(url, reach, timeouts, EgressRecord.Kind.TOOL)
            .header("Accept", "application/json")
            .atMost(MAX_BYTES);
    Optional<Secret> key = secrets.get().get(BRAVE_KEY);
    return brave && key.isPresent()
        ? call.header("X-Subscription-Token", key.get().reveal())
        : call;
  }

  private HttpUrl url(String query) {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    String address =
        switch (engine()) {
          case BRAVE -> BRAVE + "?count=" + MAX_RESULTS + "&q=" + encoded;
          case SEARXNG -> {
            String base = settings.get().url();
            String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
            yield root + "/search?format=json&q=" + encoded;
          }
        };
    return HttpUrl.parse(address).orElseThrow(WebSearchTool::unset);
  }

  /// The destination that the owner has set for searches, as policy names it.
  public static Optional<String> destination(ProfileConfig.WebSearch settings) {
    return settings.engine().flatMap(engine -> base(engine, settings)).map(WebFetchTool::target);
  }

  private static Optional<HttpUrl> base(SearchEngine engine, ProfileConfig.WebSearch settings) {
    return switch (engine) {
      case BRAVE -> HttpUrl.parse(BRAVE);
      case SEARXNG -> HttpUrl.parse(settings.url());
    };
  }

  private SearchEngine engine() {
    return settings.get().engine().orElseThrow(WebSearchTool::unset);
  }

  private static Problem unset() {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "No search engine is set up.",
        "Set tools.web_search.engine and tools.web_search.url.");
  }

  private void count(JobId run) {
    lock.lock();
    try {
      int times = searches.merge(run, 1, Integer::sum);
      if (searches.size() > MAX_RUNS) {
        searches.remove(searches.keySet().iterator().next());
      }
      if (times > settings.get().maxPerTurn()) {
        throw Problem.of(
            ErrorCode.RATE_LIMITED,
            "This turn has used its " + settings.get().maxPerTurn() + " searches.",
            "Work with what was found.");
      }
    } finally {
      lock.unlock();
    }
  }

  /// Both engines list results with `title`, `url`, and a text under one of two names.
  private static String results(JsonNode answer) {
    JsonNode list = answer.has("web") ? answer.path("web").path("results") : answer.path("results");
    var text = new StringBuilder();
    int number = 0;
    for (JsonNode each : list) {
      if (++number > MAX_RESULTS) {
        break;
      }
      String snippet = each.path("content").asString(each.path("description").asString(""));
      text.append(number).append(". ").append(line(each.path("title").asString("")));
      text.append("\n   ").append(line(each.path("url").asString("")));
      text.append("\n   ").append(line(HtmlText.of(snippet, _ -> "").text())).append('\n');
    }
    return text.isEmpty() ? "Nothing was found." : text.toString();
  }

  private static String line(String text) {
    String folded = text.replaceAll("\\s+", " ").strip();
    return folded.length() <= 400 ? folded : folded.substring(0, 400) + "…";
  }
}
