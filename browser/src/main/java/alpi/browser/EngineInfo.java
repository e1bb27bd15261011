package alpi.browser;

import java.util.Set;

/// What started.
///
/// @param id `cdp` or `playwright`
/// @param version as the browser names itself
/// @param capabilities facts about what runs, not hopes
public record EngineInfo(String id, String version, Set<Capability> capabilities) {
  public EngineInfo {
    capabilities = Set.copyOf(capabilities);
  }
}
