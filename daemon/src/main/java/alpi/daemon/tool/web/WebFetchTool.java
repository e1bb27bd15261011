package alpi.daemon.tool.web;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.EgressException;
import alpi.daemon.egress.HttpHeaders;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.WebFetcher;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.GrantBudget;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Loans;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import alpi.daemon.tool.pdf.PdfText;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Fetches a page as readable text. What comes back is labelled as a stranger's words, whatever
/// page it is.
public final class WebFetchTool implements Tool<WebFetchTool.Arguments> {
  static final Labels LABELS = Labels.of(Source.WEB, false);

  /// What a secret opens is its owner's own.
  static final Labels OPENED = Labels.of(Source.WEB, true);

  static final int MAX_HEADER = 500;

  private final WebFetcher fetcher;
  private final Time time;
  private final Supplier<ProfileConfig.WebFetch> settings;
  private final Loans loans;

  /// @param settings as they are now
  public WebFetchTool(
      WebFetcher fetcher, Loans loans, Time time, Supplier<ProfileConfig.WebFetch> settings) {
    this.fetcher = fetcher;
    this.loans = loans;
    this.time = time;
    this.settings = settings;
  }

  public record Arguments(
      @Doc(longest = HttpUrl.MAX_CHARS) String url,
      @Doc("the source instead of readable text") Optional<Boolean> raw,
      @Doc(
              value =
                  "one request header that holds a handle of a secret, as in"
                      + " \"Authorization: Bearer secret:NAME\"; sent only where it is bound",
              longest = MAX_HEADER)
          Optional<String> header) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "web_fetch",
        "Fetch a web page as text.",
        ToolTrait.CORE,
        ToolTrait.IDEMPOTENT,
        ToolTrait.PARALLEL);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    HttpUrl url =
        HttpUrl.parse(arguments.url())
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "That is not an http or https address that can be read in one way."));
    String target = target(url);
    if (arguments.header().isEmpty()) {
      var access = new Access(Capability.NET, target, Tier.SAFE, "fetching from " + target);
      return new Plan(List.of(access), "fetch " + url, Map.of("url", url.toString()));
    }
    SecretHeader header = SecretHeader.parse(arguments.header().get());
    var access = new Access(Capability.NET, target, Tier.CAUTION, "sending a secret to " + target);
    return new Plan(
        List.of(access),
        "fetch " + url + " with " + header,
        Map.of("url", url.toString(), "header", header.toString()));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    int most = (int) Math.min(settings.get().maxBytes().bytes(), PdfText.MAX_BYTES);
    String url = plan.binding().getOrDefault("url", arguments.url());
    Optional<SecretHeader> header =
        Optional.ofNullable(plan.binding().get("header")).map(SecretHeader::parse);
    Labels labels = header.isPresent() ? OPENED : LABELS;
    try {
      WebFetcher.Page page =
          fetcher.fetch(
              url,
              most,
              gate(context),
              hop -> header.map(each -> sent(each, url, hop, context)).orElse(HttpHeaders.NONE),
              Optional.of(context.errand("web_fetch")),
              context.cancel());
      context.holding().charge(GrantBudget.Unit.BYTES, page.bytes().length);
      return result(page, arguments.raw().orElse(false), labels);
    } catch (EgressException e) {
      return ToolResult.failed("Not fetched: " + e.sentence(), labels);
    } catch (IOException e) {
      return ToolResult.failed("Not fetched: the connection failed.", labels);
    }
  }

  /// A redirect to another destination is judged like a call that names it.
  private static WebFetcher.Gate gate(ToolContext context) {
    return (here, there) -> {
      String target = target(there);
      if (!target.equals(target(here))) {
        var access =
            new Access(Capability.NET, target, Tier.SAFE, "following a redirect to " + target);
        context.consents().require(access, "follow a redirect of " + here.host() + " to " + there);
      }
    };
  }

  /// The destination as policy and grants name it.
  static String target(HttpUrl url) {
    return (url.tls() ? "https://" : "http://") + url.host().inUrl() + ":" + url.port();
  }

  /// A redirect to another host is followed without the secret.
  private HttpHeaders sent(SecretHeader header, String first, HttpUrl hop, ToolContext context) {
    boolean same = HttpUrl.parse(first).map(url -> url.origin().equals(hop.origin())).orElse(false);
    return same
        ? header.filled(name -> loans.lend(name, hop.origin(), context.errand("web_fetch")))
        : HttpHeaders.NONE;
  }

  private ToolResult result(WebFetcher.Page page, boolean raw, Labels labels)
      throws InterruptedException {
    var text = new StringBuilder();
    boolean ok = page.status() >= 200 && page.status() < 300;
    text.append(page.url()).append(ok ? "" : " answered " + page.status()).append("\n\n");
    text.append(body(page, raw));
    if (page.truncated()) {
      text.append("\n[the page is longer; only the first ")
          .append(page.bytes().length)
          .append(" bytes were read]");
    }
    return new ToolResult(ok, text.append('\n').toString(), labels, List.of());
  }

  private String body(WebFetcher.Page page, boolean raw) throws InterruptedException {
    byte[] bytes = page.bytes();
    String type = page.contentType().toLowerCase(Locale.ROOT);
    if (pdf(bytes)) {
      PdfText pdf = PdfText.of(bytes, time);
      return "[PDF: " + pdf.extent() + "]\n" + pdf.text();
    }
    if (PageText.binary(bytes, type)) {
      return "[not text: "
          + (type.isEmpty() ? "unknown type" : type)
          + ", "
          + bytes.length
          + " bytes]";
    }
    String source = PageText.decode(bytes, type);
    if (raw || !PageText.html(source, type)) {
      return source;
    }
    HtmlText.Page html = HtmlText.of(source, href -> absolute(page.url(), href));
    String title = html.title().isEmpty() ? "" : "# " + html.title() + "\n\n";
    return html.text().isEmpty()
        ? title + "[the page has no text without its scripts]"
        : title + html.text();
  }

  /// Empty for what leads to no page.
  private static String absolute(HttpUrl page, String href) {
    if (href.isEmpty() || href.startsWith("#") || href.length() > HttpUrl.MAX_CHARS) {
      return "";
    }
    return page.resolve(href).map(HttpUrl::toString).orElse("");
  }

  private static boolean pdf(byte[] bytes) {
    return bytes.length > 4
        && bytes[0] == '%'
        && bytes[1] == 'P'
        && bytes[2] == 'D'
        && bytes[3] == 'F';
  }
}
