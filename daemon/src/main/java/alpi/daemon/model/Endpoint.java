package alpi.daemon.model;

import alpi.daemon.base.Secret;
import alpi.daemon.egress.HttpHeaders;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.Timeouts;
import java.util.Optional;

/// Where a provider is reached. The key was named together with `base` and is sent nowhere else.
///
/// @param provider the name that owners use for it
/// @param keyVariable where the key is looked up, named in what people are told
/// @param headers further headers that the owner wants sent
record Endpoint(
    String provider,
    WireFormat wire,
    HttpUrl base,
    Optional<Secret> key,
    String keyVariable,
    HttpHeaders headers,
    Timeouts timeouts) {}
