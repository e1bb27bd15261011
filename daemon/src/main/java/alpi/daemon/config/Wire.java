package alpi.daemon.config;

/// The message format that a model provider speaks.
public enum Wire {
  OPENAI_CHAT,
  OPENAI_RESPONSES,
  ANTHROPIC,
  GEMINI
}
