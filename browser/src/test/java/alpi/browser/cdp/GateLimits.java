package alpi.browser.cdp;

import alpi.browser.ProxyAddress;
import java.util.Optional;

/// How an Obscura was started, as far as its answers depend on it.
///
/// @param draws whether its build can take pictures
/// @param proxy of all it fetches
record GateLimits(
    int navigationMillis,
    int scriptMillis,
    boolean draws,
    int connections,
    Optional<ProxyAddress> proxy) {
  static final GateLimits USUAL = new GateLimits(3_000, 3_000, true, 128, Optional.empty());
}
