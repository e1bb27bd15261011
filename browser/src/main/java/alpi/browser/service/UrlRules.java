package alpi.browser.service;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/// Which addresses may be opened by their form. Where they lead to is for the proxy to judge: it
/// sees redirects, sockets and names that change what they stand for.
public final class UrlRules {
  /// Longer ones are refused.
  public static final int MAX_CHARS = 8192;

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private UrlRules() {}

  /// The address, if it may be opened.
  public static URI check(String text) throws EngineFault {
    String bare = text.strip();
    if (bare.length() > MAX_CHARS) {
      throw new EngineFault(new Fault.TooLarge("The address", MAX_CHARS, "characters"));
    }
    URI url = parse(bare);
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.isEmpty()) {
      throw new EngineFault(
          new Fault.Invalid("Write the whole address, as in https://" + shown(bare) + "."));
    }
    if (!SCHEMES.contains(scheme)) {
      throw new EngineFault(
          new Fault.Blocked(shown(bare), "only http and https are, not " + scheme + ":"));
    }
    if (url.getHost() == null || url.getHost().isEmpty()) {
      throw new EngineFault(new Fault.Invalid("The address names no host: " + shown(bare)));
    }
    if (url.getRawUserInfo() != null) {
      throw new EngineFault(
          new Fault.Blocked("An address with a name or password in it", "it would be logged"));
    }
    return url;
  }

  private static URI parse(String text) throws EngineFault {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new EngineFault(new Fault.Invalid("That is not an address: " + shown(text)), e);
    }
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > 100 ? line.substring(0, 100) + "…" : line;
  }
}
