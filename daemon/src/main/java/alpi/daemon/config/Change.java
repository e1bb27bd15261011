package alpi.daemon.config;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One setting whose value differs.
///
/// @param key dotted
/// @param before empty when it had none
/// @param after empty when it has none
public record Change(String key, Optional<JsonNode> before, Optional<JsonNode> after) {}
