package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.ShellNode.Item;
import alpi.daemon.policy.shell.ShellNode.Pipeline;
import alpi.daemon.policy.shell.ShellNode.Sequence;
import alpi.daemon.policy.shell.ShellNode.Simple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Does the shell's work for the words whose meaning we can tell beforehand: the home folder, and
/// patterns for files. The result is judged and then run as it stands, so no later look at the
/// machine can change it.
final class Settling {
  private final Path cwd;
  private final Path home;

  /// Whether an earlier command may have changed the folder that patterns start from.
  private boolean moved;

  private Settling(Path cwd, Path home) {
    this.cwd = cwd;
    this.home = home;
  }

  /// The same commands with settled words; what cannot be settled stays as it is.
  static Sequence settle(Sequence root, Path cwd, Path home) {
    var settling = new Settling(cwd, home);
    List<Item> items = new ArrayList<>();
    for (Item item : root.items()) {
      items.add(new Item(item.joint(), settling.node(item.node()), item.background()));
    }
    return new Sequence(items);
  }

  private ShellNode node(ShellNode node) {
    return switch (node) {
      case Simple simple -> simple(simple);
      case Pipeline pipeline ->
          new Pipeline(
              pipeline.stages().stream().map(this::node).toList(),
              pipeline.negated(),
              pipeline.plain());
      case Sequence _,
          ShellNode.Subshell _,
          ShellNode.Group _,
          ShellNode.Compound _,
          ShellNode.Function _ ->
          node;
    };
  }

  private Simple simple(Simple simple) {
    List<Word> words = new ArrayList<>();
    for (Word word : simple.words()) {
      if (words.isEmpty()) {
        words.add(text(word).filter(t -> !GlobSearch.live(t)).map(Settling::word).orElse(word));
      } else {
        words.addAll(words(word));
      }
    }
    if (!words.isEmpty() && words.getFirst().fixed().map("cd"::equals).orElse(false)) {
      moved = true;
    }
    List<Redirect> redirects =
        simple.redirects().stream().map(r -> r.text() ? r : redirect(r)).toList();
    return new Simple(simple.assignments(), words, redirects);
  }

  private Redirect redirect(Redirect redirect) {
    Word target =
        text(redirect.target())
            .filter(t -> !GlobSearch.live(t))
            .map(Settling::word)
            .orElse(redirect.target());
    return new Redirect(redirect.descriptor(), redirect.operator(), target, redirect.body());
  }

  private static Word word(String text) {
    return Word.quoted(GlobSearch.plain(text));
  }

  private List<Word> words(Word word) {
    Optional<String> text = word.fixed().isPresent() ? Optional.empty() : text(word);
    if (text.isEmpty()) {
      return List.of(word);
    }
    if (!GlobSearch.live(text.get())) {
      return List.of(word(text.get()));
    }
    if (moved && !text.get().startsWith("/")) {
      return List.of(word);
    }
    Optional<List<String>> found = new GlobSearch().find(cwd, text.get());
    if (found.isEmpty()) {
      return List.of(word);
    }
    return found.get().isEmpty()
        ? List.of(word(text.get()))
        : found.get().stream().map(Word::quoted).toList();
  }

  /// The word as one text with marks for live pattern characters; empty when more is in it.
  private Optional<String> text(Word word) {
    var text = new StringBuilder();
    for (int i = 0; i < word.parts().size(); i++) {
      Optional<String> part = part(word.parts().get(i), i == 0, word.parts().size() == 1);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      text.append(part.get());
    }
    return Optional.of(text.toString());
  }

  private Optional<String> part(Word.Part part, boolean first, boolean only) {
    return switch (part) {
      case Word.Quoted(String text) ->
          GlobSearch.live(text) || !GlobSearch.plain(text).equals(text)
              ? Optional.empty()
              : Optional.of(text);
      case Word.Literal(String text) -> literal(text, first, only);
      case Word.Variable variable -> variable(variable);
      case Word.Command _, Word.Arithmetic _, Word.Piped _ -> Optional.empty();
    };
  }

  private Optional<String> literal(String text, boolean first, boolean only) {
    boolean list = text.contains("{") && (!only || text.contains(",") || text.contains(".."));
    if (list || text.contains("=~") || text.contains(":~")) {
      return Optional.empty();
    }
    if (!first || !text.startsWith("~")) {
      return Optional.of(GlobSearch.marked(text));
    }
    boolean mine = text.startsWith("~/") || (only && text.equals("~"));
    return mine ? Optional.of(home + GlobSearch.marked(text.substring(1))) : Optional.empty();
  }

  private Optional<String> variable(Word.Variable variable) {
    boolean plain = variable.name().equals("HOME") && variable.operator().isEmpty();
    boolean whole = variable.quoted() || home.toString().matches("[A-Za-z0-9_./+-]+");
    return plain && whole ? Optional.of(home.toString()) : Optional.empty();
  }
}
