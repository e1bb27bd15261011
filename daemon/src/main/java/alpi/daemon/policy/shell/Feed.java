package alpi.daemon.policy.shell;

import java.util.Optional;

/// What is known about a program's input.
///
/// @param piped whether something is piped or redirected into it
/// @param downloaded whether it may come from the network
/// @param text the input itself, when the command line fixes it
record Feed(boolean piped, boolean downloaded, Optional<String> text) {
  static final Feed NONE = new Feed(false, false, Optional.empty());

  static Feed of(String text) {
    return new Feed(true, false, Optional.of(text));
  }

  static Feed unknown(boolean downloaded) {
    return new Feed(true, downloaded, Optional.empty());
  }
}
