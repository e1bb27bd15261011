package alpi.daemon.config;

import tools.jackson.databind.JsonNode;

/// The reference page of `config.yaml` in Markdown, made from the same records that load it.
public final class ConfigReference {
  private static final String HEAD =
      """
      # config.yaml

      One file per profile; an absent file means the defaults below. Comments survive every change \
      made by a command.
      An unknown key is warned of, anything else that is wrong stops the profile with file, line \
      and column. Changes are
      picked up while the daemon runs. This page is generated; the same as JSON Schema is in \
      `config.schema.json`.

      Durations are whole numbers with a unit: `250ms`, `10s`, `5m`, `2h`, `7d`. Sizes: `512KiB`, \
      `5MiB`, `10GiB`. Money is in
      US dollars. Secrets never stand here: they are in `.env`, one `NAME=value` a line, and this \
      file refers to them by name.

      | Key | Value | Default | Meaning |
      |---|---|---|---|
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private ConfigReference() {}

  public static String markdown() {
    var reference = new ConfigReference();
    reference.group("", Shapes.PROFILE, EffectiveJson.of(ProfileConfig.defaults()));
    return reference.page.toString();
  }

  private void group(String path, Shape.Group group, JsonNode values) {
    for (Shape.Field field : group.fields()) {
      String key = Binder.join(path, field.name());
      JsonNode value = values.path(field.name());
      switch (field.shape()) {
        case Shape.Group inner -> group(key, inner, value);
        case Shape.Named named when named.of() instanceof Shape.Group inner -> {
          row(key, "map of names", "`{}`", field.doc());
          group(key + ".<name>", inner, value);
        }
        case Shape.Named _,
            Shape.Text _,
            Shape.Flag _,
            Shape.Whole _,
            Shape.Span _,
            Shape.Size _,
            Shape.Money _,
            Shape.Choice _,
            Shape.Many _ ->
            row(key, expected(field.shape()), shown(field, value), field.doc());
      }
    }
  }

  private static String expected(Shape shape) {
    return switch (shape) {
      case Shape.Many many -> "list of: " + expected(many.of());
      case Shape.Named named -> "map of names to: " + expected(named.of());
      case Shape.Text text when text.pattern().isEmpty() -> "text";
      case Shape.Span span -> "duration, " + span.expected().replaceFirst(".*, from ", "from ");
      case Shape.Size size -> "size, " + size.expected().replaceFirst(".*, from ", "from ");
      case Shape.Money money -> "amount, " + money.expected().replaceFirst(".*, from ", "from ");
      case Shape.Text _, Shape.Flag _, Shape.Whole _, Shape.Choice _, Shape.Group _ ->
          shape.expected();
    };
  }

  private static String shown(Shape.Field field, JsonNode value) {
    if (value.isMissingNode()) {
      String empty = field.shape() instanceof Shape.Money ? "`0`" : "empty";
      return field.optional() ? "absent" : empty;
    }
    return value.isString() && value.stringValue().isEmpty()
        ? "`\"\"`"
        : "`" + (value.isString() ? value.stringValue() : value.toString()) + "`";
  }

  private void row(String key, String value, String otherwise, String doc) {
    page.append("| `" + key + "` | " + value + " | " + otherwise + " | " + doc + " |\n");
  }
}
