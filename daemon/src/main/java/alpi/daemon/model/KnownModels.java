package alpi.daemon.model;

import java.util.List;
import java.util.Locale;

/// What is known about models by name, without asking anyone. State of 2026-11.
final class KnownModels {
  private static final List<String> SEEING =
      List.of(
          "gpt-4o", "gpt-4.1", "gpt-5", "o3", "o4", "claude", "gemini", "gemma3", "gemma-3",
          "llava", "vision", "-vl", "pixtral");

  private static final List<Window> WINDOWS =
      List.of(
          new Window("gpt-4.1", 1_000_000),
          new Window("gpt-5", 272_000),
          new Window("gpt-4o", 128_000),
          new Window("o3", 200_000),
          new Window("o4", 200_000),
          new Window("claude", 200_000),
          new Window("gemini", 1_000_000));

  private KnownModels() {}

  private record Window(String prefix, int tokens) {}

  static int window(Provider provider, String model) {
    if (provider.isLocal()) {
      return provider.window();
    }
    String bare = bare(model);
    return WINDOWS.stream()
        .filter(each -> bare.startsWith(each.prefix()))
        .mapToInt(Window::tokens)
        .findFirst()
        .orElse(provider.window());
  }

  static boolean seesImages(String model) {
    String bare = bare(model);
    return SEEING.stream().anyMatch(bare::contains);
  }

  /// Without the vendor that a router puts in front.
  private static String bare(String model) {
    return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
