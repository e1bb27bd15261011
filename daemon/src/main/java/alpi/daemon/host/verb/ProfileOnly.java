package alpi.daemon.host.verb;

import java.util.Optional;

/// Params of a verb that needs nothing but a profile.
///
/// @param profile `default` when absent
record ProfileOnly(Optional<String> profile) {}
