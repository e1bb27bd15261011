package alpi.daemon.model;

import alpi.daemon.config.ProfileConfig;
import alpi.daemon.model.ModelEvent.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What model calls cost: the owner's prices first, else list prices of well-known models as of
/// [#AS_OF]. A model on this machine costs nothing.
public final class Prices {
  /// When the built-in table was written.
  public static final String AS_OF = "2026-01";

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final Price FREE = new Price(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  /// Longer prefixes stand before shorter ones.
  private static final List<Listed> TABLE =
      List.of(
          listed("openai/gpt-5-mini", "0.25", "2", "0.025"),
          listed("openai/gpt-5-nano", "0.05", "0.4", "0.005"),
          listed("openai/gpt-5", "1.25", "10", "0.125"),
          listed("openai/gpt-4.1-mini", "0.4", "1.6", "0.1"),
          listed("openai/gpt-4.1-nano", "0.1", "0.4", "0.025"),
          listed("openai/gpt-4.1", "2", "8", "0.5"),
          listed("openai/gpt-4o-mini", "0.15", "0.6", "0.075"),
          listed("openai/gpt-4o", "2.5", "10", "1.25"),
          listed("openai/o3", "2", "8", "0.5"),
          listed("openai/o4-mini", "1.1", "4.4", "0.275"),
          listed("anthropic/claude-opus-4-5", "5", "25", "0.5"),
          listed("anthropic/claude-opus-4", "15", "75", "1.5"),
          listed("anthropic/claude-sonnet-4", "3", "15", "0.3"),
          listed("anthropic/claude-haiku-4-5", "1", "5", "0.1"),
          listed("gemini/gemini-2.5-flash-lite", "0.1", "0.4", "0.01"),
          listed("gemini/gemini-2.5-flash", "0.3", "2.5", "0.03"),
          listed("gemini/gemini-2.5-pro", "1.25", "10", "0.125"));

  private final Map<String, ProfileConfig.Price> own;

  /// @param own the owner's prices by `provider/model`
  public Prices(Map<String, ProfileConfig.Price> own) {
    this.own = Map.copyOf(own);
  }

  /// US dollars for a million tokens.
  public record Price(BigDecimal input, BigDecimal output, BigDecimal cached) {}

  private record Listed(String prefix, Price price) {}

  /// The price of a model; empty when nobody knows it.
  public Optional<Price> of(String model) {
    ProfileConfig.Price set = own.get(model);
    if (set != null) {
      return Optional.of(new Price(set.input(), set.output(), set.cached().orElse(set.input())));
    }
    String provider = model.substring(0, Math.max(0, model.indexOf('/')));
    boolean free =
        model.equals(BuiltinModel.NAME)
            || Provider.named(provider).filter(Provider::isLocal).isPresent();
    return free
        ? Optional.of(FREE)
        : TABLE.stream()
            .filter(each -> model.startsWith(each.prefix()))
            .map(Listed::price)
            .findFirst();
  }

  /// What a call cost in US dollars; empty when the price is not known.
  public Optional<BigDecimal> cost(String model, Usage usage) {
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

  private static Listed listed(String prefix, String input, String output, String cached) {
    var price = new Price(new BigDecimal(input), new BigDecimal(output), new BigDecimal(cached));
    return new Listed(prefix, price);
  }
}
