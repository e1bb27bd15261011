package alpi.daemon.model;

import alpi.daemon.config.Wire;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A provider that is known without configuration. State of 2026-11; whatever is here can be
/// changed under `providers` in `config.yaml`.
///
/// @param keyVariable the secret that holds its key
/// @param needsKey whether it answers nobody without one
/// @param model what is asked when the owner names none; empty where the server's own list decides
/// @param window tokens of a model that no table knows
record Provider(
    String name,
    Wire wire,
    String base,
    String keyVariable,
    boolean needsKey,
    String model,
    int window) {
  private static final int CLOUD_WINDOW = 128_000;
  private static final int LOCAL_WINDOW = 8_192;

  /// In the order in which a key decides which one is used.
  static final List<Provider> BUILT_IN =
      List.of(
          cloud("openai", Wire.OPENAI_CHAT, "https://api.openai.com/v1", "gpt-5-mini"),
          cloud("anthropic", Wire.ANTHROPIC, "https://api.anthropic.com/v1", "claude-sonnet-4-5"),
          cloud(
              "gemini",
              Wire.GEMINI,
              "https://generativelanguage.googleapis.com/v1beta",
              "gemini-2.5-flash"),
          cloud("openrouter", Wire.OPENAI_CHAT, "https://openrouter.ai/api/v1", "openrouter/auto"),
          cloud("groq", Wire.OPENAI_CHAT, "https://api.groq.com/openai/v1", "openai/gpt-oss-120b"),
          local("ollama", 11434),
          local("lmstudio", 1234),
          local("llamacpp", 8080));

  static Optional<Provider> named(String name) {
    return BUILT_IN.stream().filter(each -> each.name.equals(name)).findFirst();
  }

  /// A provider that the configuration introduces.
  static Provider custom(String name, Wire wire) {
    String key = variable(name, "_API_KEY");
    return new Provider(name, wire, "", key, false, "", CLOUD_WINDOW);
  }

  /// The variable that names another base URL.
  String baseVariable() {
    return variable(name, "_BASE_URL");
  }

  boolean isLocal() {
    return base.startsWith("http://");
  }

  static List<String> variables() {
    return Stream.concat(
            Stream.of("ALPI_MODEL"),
            BUILT_IN.stream().flatMap(each -> Stream.of(each.baseVariable(), each.keyVariable())))
        .sorted()
        .toList();
  }

  private static Provider cloud(String name, Wire wire, String base, String model) {
    return new Provider(name, wire, base, variable(name, "_API_KEY"), true, model, CLOUD_WINDOW);
  }

  private static Provider local(String name, int port) {
    String base = "http://127.0.0.1:" + port + "/v1";
    String key = variable(name, "_API_KEY");
    return new Provider(name, Wire.OPENAI_CHAT, base, key, false, "", LOCAL_WINDOW);
  }

  private static String variable(String name, String suffix) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_') + suffix;
  }
}
