package alpi.daemon.config;

import alpi.daemon.base.Secret;
import alpi.daemon.config.SecretTrie.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Takes secrets out of text before it reaches a log, a prompt or a client: first the registered
/// ones in any of their forms, then whatever looks like one. Immutable; any thread may use it.
public final class Redactor {
  /// What stands in the place of a secret.
  public static final String MASK = "[redacted]";

  /// Characters looked at in one go; longer text is taken in pieces that overlap as a stream's do.
  static final int MAX_PIECE = 256 << 10;

  private static final Redactor SHAPES_ONLY = new Redactor(List.of());

  private final SecretTrie known;
  private final List<Secret> secrets;

  private Redactor(Collection<Secret> secrets) {
    this.secrets = List.copyOf(secrets);
    known =
        new SecretTrie(
            secrets.stream()
                .flatMap(secret -> SecretForms.of(secret.reveal()).stream())
                .distinct()
                .toList());
  }

  public static Redactor of(Secrets secrets) {
    return new Redactor(secrets.hidden());
  }

  /// A redactor that knows these secrets.
  public static Redactor of(Collection<Secret> secrets) {
    return new Redactor(secrets);
  }

  /// One that knows these as well.
  public Redactor and(Collection<Secret> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Secret> all = new ArrayList<>(secrets);
    all.addAll(more);
    return new Redactor(all);
  }

  /// A redactor that knows no secret by value.
  public static Redactor shapesOnly() {
    return SHAPES_ONLY;
  }

  /// `text` without secrets.
  public String redact(String text) {
    if (text.length() <= MAX_PIECE) {
      List<Span> spans = new ArrayList<>();
      scan(text, spans);
      return mask(text, 0, text.length(), spans);
    }
    Stream stream = stream();
    var result = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at += MAX_PIECE) {
      result.append(stream.push(text.substring(at, Math.min(text.length(), at + MAX_PIECE))));
    }
    return result.append(stream.flush()).toString();
  }

  /// A copy of `value` with every text in it redacted; names of members stay as they are.
  public JsonNode redact(JsonNode value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode clean = nodes.objectNode();
        object.properties().forEach(each -> clean.set(each.getKey(), redact(each.getValue())));
        yield clean;
      }
      case ArrayNode array -> {
        ArrayNode clean = nodes.arrayNode();
        array.forEach(each -> clean.add(redact(each)));
        yield clean;
      }
      default -> value.isString() ? nodes.stringNode(redact(value.asString())) : value;
    };
  }

  /// A redactor for text that arrives in pieces. For one thread.
  public Stream stream() {
    return new Stream(this);
  }

  private int scan(String text, List<Span> spans) {
    int open = known.scan(text, spans);
    SecretShapes.scan(text, spans);
    return open;
  }

  private static String mask(String text, int from, int to, List<Span> spans) {
    if (spans.isEmpty()) {
      return text.substring(from, to);
    }
    spans.sort(Comparator.comparingInt(Span::start));
    var result = new StringBuilder(to - from);
    int at = from;
    for (Span span : spans) {
      if (span.start() >= to) {
        break;
      }
      if (span.start() >= at) {
        result.append(text, at, span.start()).append(MASK);
      }
      at = Math.max(at, span.end());
    }
    return result.append(text, Math.min(at, to), to).toString();
  }

  /// Redacts a stream of pieces: holds back the end of what arrived as long as it may be the start
  /// of a secret, so that one split over two pieces is still caught.
  public static final class Stream {
    private final Redactor redactor;
    private String held = "";

    private Stream(Redactor redactor) {
      this.redactor = redactor;
    }

    /// Takes one piece.
    ///
    /// @return what is safe to show now; may be empty, and may end before the piece does
    public String push(String piece) {
      String text = held + piece;
      List<Span> spans = new ArrayList<>();
      int pending = redactor.scan(text, spans);
      int cut = Math.min(text.length() - pending, SecretShapes.openFrom(text));
      cut = beforeStraddling(cut, spans);
      held = text.substring(cut);
      return mask(text, 0, cut, spans);
    }

    /// The rest, once nothing more comes.
    public String flush() {
      String rest = redactor.redact(held);
      held = "";
      return rest;
    }

    /// The largest place at or before `cut` that lies in no span.
    private static int beforeStraddling(int cut, List<Span> spans) {
      int at = cut;
      boolean moved = true;
      while (moved) {
        moved = false;
        for (Span span : spans) {
          if (span.start() < at && span.end() > at) {
            at = span.start();
            moved = true;
          }
        }
      }
      return at;
    }
  }
}
