package alpi.alp.peer;

import alpi.alp.crypto.PeerKey;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Another profile whose key the owner has pinned.
///
/// @param id the owner's handle for it: 1 to 64 characters without white space or a slash. Never
///   sent, never trusted
/// @param alias what people are shown; may be empty
/// @param address empty for a profile on this machine
/// @param allow methods it may call; nothing else is answered
/// @param perMinute calls a minute that are answered
public record Peer(
    String id,
    PeerKey key,
    String alias,
    Optional<PeerAddress> address,
    Set<String> allow,
    int perMinute) {
  public static final int MAX_ID = 64;
  public static final int MAX_ALIAS = 128;
  public static final int MAX_ALLOWED = 64;
  public static final int DEFAULT_PER_MINUTE = 60;
  public static final int MAX_PER_MINUTE = 6_000;

  /// What a peer may do that was pinned without further words.
  public static final Set<String> DEFAULT_ALLOW = Set.of("link.ping", "link.ask");

  public Peer {
    if (!isId(id)) {
      throw new IllegalArgumentException("no id of a peer");
    }
    if (alias.length() > MAX_ALIAS || alias.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("no alias of a peer");
    }
    if (allow.size() > MAX_ALLOWED || allow.stream().anyMatch(name -> !isMethod(name))) {
      throw new IllegalArgumentException("no list of methods");
    }
    if (perMinute < 1 || perMinute > MAX_PER_MINUTE) {
      throw new IllegalArgumentException("no rate");
    }
    allow = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(allow));
  }

  /// A peer as it is when just pinned.
  public static Peer pinned(String id, PeerKey key, Optional<PeerAddress> address) {
    return new Peer(id, key, "", address, DEFAULT_ALLOW, DEFAULT_PER_MINUTE);
  }

  public static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_ID
        && text.chars()
            .noneMatch(c ->
                Character.isWhitespace(c) || Character.isISOControl(c) || c == '/' || c == '\\');
  }

  /// Whether `text` could name a method, for example `link.ask`.
  public static boolean isMethod(String text) {
    return text.length() <= 64 && text.matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
  }

  public boolean mayCall(String method) {
    return allow.contains(method);
  }

  Peer withId(String changed) {
    return new Peer(changed, key, alias, address, allow, perMinute);
  }

  Peer withAlias(String changed) {
    return new Peer(id, key, changed, address, allow, perMinute);
  }

  Peer withAddress(Optional<PeerAddress> changed) {
    return new Peer(id, key, alias, changed, allow, perMinute);
  }

  Peer withAllow(Set<String> changed) {
    return new Peer(id, key, alias, address, changed, perMinute);
  }

  Peer withPerMinute(int changed) {
    return new Peer(id, key, alias, address, allow, changed);
  }
}
