package alpi.daemon.tool.browser;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.gate.Destination;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.file.Guard;
import alpi.daemon.tool.file.Places;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The browser: opens pages, reads them and acts on them. Where an act may send something it is
/// judged like anything else that reaches that host, before it happens; every connection that a
/// page makes of it is judged again at the gate.
public final class BrowserTool implements Tool<BrowserArguments> {
  static final String NAME = "browser";

  /// What a call is bound to besides its words: the file that is uploaded.
  static final String FILE = "file";

  private final BrowserRoom room;
  private final BrowserFiles files;
  private final Surfing surfing;
  private final SensitivePaths sensitive;

  public BrowserTool(
      BrowserRoom room, BrowserFiles files, Surfing surfing, SensitivePaths sensitive) {
    this.room = room;
    this.files = files;
    this.surfing = surfing;
    this.sensitive = sensitive;
  }

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        NAME,
        "A web browser: open pages, read them, click and fill in; elements have references such as"
            + " e17. wait takes a text, gone:TEXT or url:PART.");
  }

  @Override
  public Class<BrowserArguments> arguments() {
    return BrowserArguments.class;
  }

  @Override
  public Plan plan(BrowserArguments wanted, ToolContext context) {
    var accesses = new ArrayList<Access>();
    var binding = new TreeMap<String, String>();
    String what = wanted.act().name().toLowerCase(Locale.ROOT);
    String on = wanted.ref().map(ref -> " " + ref).orElse("");
    switch (wanted.act()) {
      case OPEN -> {
        accesses.add(net(url(wanted.needUrl()), "opening a page of "));
        on = " " + wanted.needUrl();
      }
      case UPLOAD -> {
        on = on + ": " + upload(wanted, context, accesses, binding);
      }
      case DOWNLOAD -> {
        on = on + download(wanted, context, accesses);
      }
      case LOGOUT ->
          accesses.add(
              new Access(Capability.ASK, "sign-ins", Tier.CAUTION, "forgetting all sign-ins"));
      case READ, FIND, HOVER, SCROLL, TABS, WAIT, SCREENSHOT, CLOSE -> {}
      case CLICK, TYPE, FILL, SELECT, CHECK, UNCHECK, PRESS, BACK, FORWARD -> {
        here(context).ifPresent(at -> accesses.add(net(at, "acting on a page of ")));
      }
    }
    wanted.hosts().orElse(List.of()).forEach(host -> accesses.add(further(host)));
    if (accesses.isEmpty()) {
      accesses.add(new Access(Capability.ASK, NAME, Tier.SAFE, "looking at an open page"));
    }
    String text = wanted.text().map(words -> ": " + words).orElse("");
    String at = wanted.act().tells() ? " on " + here(context).map(HttpUrl::origin).orElse("") : "";
    return new Plan(List.copyOf(accesses), what + on + at + text, Map.copyOf(binding));
  }

  /// The page that is open, if it is one that a host knows of.
  private Optional<HttpUrl> here(ToolContext context) {
    return HttpUrl.parse(room.url(context.session().value()));
  }

  private static HttpUrl url(String text) {
    var _ = OwnerLook.typed(text);
    return HttpUrl.parse(text.strip()).orElseThrow();
  }

  private static Access net(HttpUrl url, String why) {
    return net(url, why, Tier.SAFE);
  }

  private static Access net(HttpUrl url, String why, Tier tier) {
    String target = (url.tls() ? "https://" : "http://") + url.host().inUrl() + ":" + url.port();
    return new Access(Capability.NET, target, tier, why + target);
  }

  /// A host that a page needs, with or without scheme and port.
  private static Access further(String host) {
    String bare = host.strip();
    String whole =
        bare.contains("://") ? bare : (bare.endsWith(":80") ? "http://" : "https://") + bare;
    HttpUrl url =
        HttpUrl.parse(whole)
            .orElseThrow(
                () -> Problem.of(ErrorCode.INVALID_PARAMS, "That is no host: " + bare + "."));
    return net(url, "letting the page reach ");
  }

  private String upload(
      BrowserArguments wanted,
      ToolContext context,
      List<Access> accesses,
      Map<String, String> binding) {
    Path path = Places.real(wanted.needPath(), context.workspace());
    accesses.add(Guard.read(sensitive, path));
    HttpUrl at =
        here(context)
            .orElseThrow(
                () -> Problem.of(ErrorCode.INVALID_PARAMS, "No page is open to upload it to."));
    accesses.add(net(at, "uploading a file to ", Tier.CAUTION));
    if (accesses.getFirst().tier() == Tier.SAFE) {
      Sha256 hash = files.hash(path);
      binding.put(FILE, path.toString());
      binding.put("sha256", hash.hex());
    }
    return Places.shown(path, context.workspace());
  }

  private String download(BrowserArguments wanted, ToolContext context, List<Access> accesses) {
    Optional<HttpUrl> from = wanted.url().map(BrowserTool::url).or(() -> here(context));
    from.ifPresent(at -> accesses.add(net(at, "downloading from ")));
    String named = wanted.url().map(each -> " " + each).orElse("");
    if (wanted.path().isEmpty()) {
      return named;
    }
    Path path = Places.real(wanted.path().get(), context.workspace());
    accesses.add(Guard.write(sensitive, path));
    return named + " as " + Places.shown(path, context.workspace());
  }

  @Override
  public ToolResult run(BrowserArguments wanted, Plan plan, ToolContext context)
      throws InterruptedException {
    Set<Destination> planned = new LinkedHashSet<>();
    for (Access access : plan.accesses()) {
      if (access.capability() == Capability.NET) {
        String target = access.target();
        Destination.parse(target.substring(target.indexOf("://") + 3)).ifPresent(planned::add);
      }
    }
    return surfing.does(wanted, plan, planned, context);
  }
}
