package alpi.daemon.model;

import alpi.daemon.config.ProfileConfig;
import alpi.daemon.model.ModelEvent.Usage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What model calls cost: the owner's prices first, else list prices of well-known models as of
/// [#AS_OF], each under its whole name. Any other model on this machine costs nothing, and any
/// other one elsewhere has no known price.
public final class Prices {
  /// When the built-in table was written.
  public static final String AS_OF = "2026-01";

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final Price FREE = new Price(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  private static final Map<String, Price> TABLE =
      Map.ofEntries(
          listed("openai/gpt-5.1", "1.25", "10", "0.125"),
          listed("openai/gpt-5-pro", "15", "120", "15"),
          listed("openai/gpt-5-mini", "0.25", "2", "0.025"),
          listed("openai/gpt-5-nano", "0.05", "0.4", "0.005"),
          listed("openai/gpt-5", "1.25", "10", "0.125"),
          listed("openai/gpt-4.1-mini", "0.4", "1.6", "0.1"),
          listed("openai/gpt-4.1-nano", "0.1", "0.4", "0.025"),
          listed("openai/gpt-4.1", "2", "8", "0.5"),
          listed("openai/gpt-4o-mini", "0.15", "0.6", "0.075"),
          listed("openai/gpt-4o", "2.5", "10", "1.25"),
          listed("openai/o3-pro", "20", "80", "20"),
          listed("openai/o3", "2", "8", "0.5"),
          listed("openai/o4-mini", "1.1", "4.4", "0.275"),
          listed("anthropic/claude-opus-4-5", "5", "25", "0.5"),
          listed("anthropic/claude-opus-4-1", "15", "75", "1.5"),
          listed("anthropic/claude-opus-4-0", "15", "75", "1.5"),
          listed("anthropic/claude-opus-4", "15", "75", "1.5"),
          listed("anthropic/claude-sonnet-4-5", "3", "15", "0.3"),
          listed("anthropic/claude-sonnet-4-0", "3", "15", "0.3"),
          listed("anthropic/claude-sonnet-4", "3", "15", "0.3"),
          listed("anthropic/claude-haiku-4-5", "1", "5", "0.1"),
          listed("gemini/gemini-2.5-flash-lite", "0.1", "0.4", "0.01"),
          listed("gemini/gemini-2.5-flash", "0.3", "2.5", "0.03"),
          listed("gemini/gemini-2.5-pro", "1.25", "10", "0.125"));

  /// What may follow a name without making it another model: the date or the number of a release.
  private static final Pattern RELEASE =
      Pattern.compile(
          "-(latest|\\d{8}|\\d{4}-\\d{2}-\\d{2}|\\d{3,4}|preview-\\d{2}-(\\d{2}|\\d{4}))$");

  private final Map<String, ProfileConfig.Price> own;

  /// @param own the owner's prices by `provider/model`
  public Prices(Map<String, ProfileConfig.Price> own) {
    this.own = Map.copyOf(own);
  }

  /// US dollars for a million tokens.
  public record Price(BigDecimal input, BigDecimal output, BigDecimal cached) {}

  /// The price of a model; empty when nobody knows it. What runs on this machine is free where
  /// neither the owner nor the table says otherwise.
  public Optional<Price> of(Candidate model) {
    ProfileConfig.Price set = own.get(model.name());
    if (set != null) {
      return Optional.of(new Price(set.input(), set.output(), set.cached().orElse(set.input())));
    }
    return listed(model.name())
        .or(() ->
            model.local() || isOwnServer(model.name()) ? Optional.of(FREE) : Optional.empty());
  }

  private static Optional<Price> listed(String name) {
    return Optional.ofNullable(TABLE.get(name))
        .or(() -> Optional.ofNullable(TABLE.get(RELEASE.matcher(name).replaceFirst(""))));
  }

  /// Whether the provider is one that people run themselves, wherever it stands.
  private static boolean isOwnServer(String name) {
    String provider = name.substring(0, Math.max(0, name.indexOf('/')));
    return Provider.named(provider).filter(Provider::isLocal).isPresent();
  }

  /// What a call cost in US dollars; empty when the price is not known.
  public Optional<BigDecimal> cost(Candidate model, Usage usage) {
    return of(model).map(price -> cost(price, usage));
  }

  private static BigDecimal cost(Price price, Usage usage) {
    long fresh = Math.max(0, usage.input() - usage.cached());
    return price
        .input()
        .multiply(BigDecimal.valueOf(fresh))
        .add(price.cached().multiply(BigDecimal.valueOf(usage.cached())))
        .add(price.output().multiply(BigDecimal.valueOf(usage.output())))
        .divide(MILLION);
  }

  private static Map.Entry<String, Price> listed(
      String name, String input, String output, String cached) {
    return Map.entry(
        name, new Price(new BigDecimal(input), new BigDecimal(output), new BigDecimal(cached)));
  }
}
