package alpi.daemon.config;

/// Who answers a web search.
public enum SearchEngine {
  SEARXNG,
  BRAVE
}
