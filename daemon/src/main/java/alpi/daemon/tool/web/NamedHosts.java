package alpi.daemon.tool.web;

import alpi.daemon.egress.HttpUrl;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.User;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The destinations that the owner wrote in a conversation, as policy names them. Only what the
/// owner typed counts, never an attachment. An address needs its scheme, or to begin with `www.`: a
/// bare `README.md` is a file as well as a host that a stranger may own.
///
/// Who writes a host means it with and without `www.`, and both ways over the usual ports, since
/// sites redirect between these.
public final class NamedHosts {
  /// Most addresses that count, the latest first.
  public static final int MAX_ADDRESSES = 256;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?<![\\w])https?://[^\\s<>\"'`\\\\]+|(?<![\\w./@-])www\\.[^\\s<>\"'`\\\\]+");
  private static final Pattern ENDING = Pattern.compile("[.,;:!?)\\]}»”’*_]+$");
  private static final int PLAIN = 80;
  private static final int SECURE = 443;

  private NamedHosts() {}

  /// Of everything the owner said so far; not of a request that somebody else wrote.
  public static Set<String> of(List<Message> conversation) {
    Set<String> targets = new LinkedHashSet<>();
    int left = MAX_ADDRESSES;
    for (Message message : conversation.reversed()) {
      if (message instanceof User user && user.labels().sources().contains(Source.OWNER)) {
        Matcher found = ADDRESS.matcher(user.text());
        while (left > 0 && found.find()) {
          left--;
          add(targets, ENDING.matcher(found.group()).replaceFirst(""));
        }
      }
    }
    return Set.copyOf(targets);
  }

  private static void add(Set<String> targets, String address) {
    String whole = address.regionMatches(true, 0, "www.", 0, 4) ? "https://" + address : address;
    HttpUrl.parse(whole)
        .ifPresent(url -> {
          String host = url.host().inUrl();
          targets(targets, url, host);
          if (url.host().literal().isEmpty()) {
            targets(targets, url, host.startsWith("www.") ? host.substring(4) : "www." + host);
          }
        });
  }

  private static void targets(Set<String> targets, HttpUrl url, String host) {
    if (url.port() == (url.tls() ? SECURE : PLAIN)) {
      targets.add("http://" + host + ":" + PLAIN);
      targets.add("https://" + host + ":" + SECURE);
    } else {
      targets.add((url.tls() ? "https://" : "http://") + host + ":" + url.port());
    }
  }
}
