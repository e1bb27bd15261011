package alpi.daemon.link;

import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerAddress;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What an owner says of a peer that is to be pinned.
///
/// @param allow what it may call; ping and ask when absent
/// @param address empty for a profile of this daemon
public record NewPeer(
    String id,
    Optional<String> alias,
    Optional<String> address,
    Optional<List<String>> allow,
    OptionalInt perMinute) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /// The handle as it is kept: lower case, and of the form that grants can name.
  ///
  /// @throws Problem `invalid_params`
  static String id(String typed) {
    String id = typed.toLowerCase(Locale.ROOT);
    if (!ID.matcher(id).matches()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That is no name for a peer.",
          "Names have up to 64 letters, digits, dots, dashes and underscores, as in ana-laptop.");
    }
    return id;
  }

  /// @throws Problem `invalid_params` for what is no method
  static Set<String> methods(List<String> typed) {
    Set<String> methods = new TreeSet<>();
    for (String method : typed) {
      if (!Peer.isMethod(method) || methods.size() >= Peer.MAX_ALLOWED) {
        throw Problem.of(
            ErrorCode.INVALID_PARAMS,
            "A peer is allowed methods, at most " + Peer.MAX_ALLOWED + ".",
            "Write them as link.ping, link.ask, link.cancel.");
      }
      methods.add(method);
    }
    return methods;
  }

  static Optional<PeerAddress> address(Optional<String> typed) {
    return typed.filter(text -> !text.isEmpty()).map(PeerAddress::parse);
  }
}
