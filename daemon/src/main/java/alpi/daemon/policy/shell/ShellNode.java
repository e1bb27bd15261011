package alpi.daemon.policy.shell;

import java.util.List;

/// A piece of shell text as a tree. Nothing is left out: whatever could run is a node.
public sealed interface ShellNode {
  /// Redirections that apply to the whole node.
  List<Redirect> redirects();

  /// `NAME=value program argument…`
  record Simple(List<Assignment> assignments, List<Word> words, List<Redirect> redirects)
      implements ShellNode {
    public Simple {
      assignments = List.copyOf(assignments);
      words = List.copyOf(words);
      redirects = List.copyOf(redirects);
    }
  }

  /// Commands joined by `|`.
  ///
  /// @param negated whether `!` stands before it
  /// @param plain false when a stage is joined by `|&` or timed
  record Pipeline(List<ShellNode> stages, boolean negated, boolean plain) implements ShellNode {
    public Pipeline {
      stages = List.copyOf(stages);
    }

    @Override
    public List<Redirect> redirects() {
      return List.of();
    }
  }

  /// Commands joined by `&&`, `||`, `;`, `&` or a line end.
  record Sequence(List<Item> items) implements ShellNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public List<Redirect> redirects() {
      return List.of();
    }
  }

  /// `( … )`
  record Subshell(ShellNode body, List<Redirect> redirects) implements ShellNode {
    public Subshell {
      redirects = List.copyOf(redirects);
    }
  }

  /// `{ …; }`
  record Group(ShellNode body, List<Redirect> redirects) implements ShellNode {
    public Group {
      redirects = List.copyOf(redirects);
    }
  }

  /// `if`, `while`, `until`, `for`, `select`, `case`, `[[`, `((` and `coproc`.
  ///
  /// @param keyword which of them
  /// @param name the variable of a loop, else empty
  /// @param words what is looped over, matched or tested
  /// @param bodies every command list inside, in order
  record Compound(
      String keyword,
      String name,
      List<Word> words,
      List<ShellNode> bodies,
      List<Redirect> redirects)
      implements ShellNode {
    public Compound {
      words = List.copyOf(words);
      bodies = List.copyOf(bodies);
      redirects = List.copyOf(redirects);
    }
  }

  /// `name() body`
  record Function(String name, ShellNode body) implements ShellNode {
    @Override
    public List<Redirect> redirects() {
      return List.of();
    }
  }

  /// `name=value`, or `name=(…)` with several values.
  record Assignment(String name, boolean append, List<Word> values, boolean array) {
    public Assignment {
      values = List.copyOf(values);
    }
  }

  /// A command and what joins it to the one before.
  record Item(Joint joint, ShellNode node, boolean background) {}

  /// When a command runs, given how the one before ended.
  enum Joint {
    ALWAYS,
    IF_DONE,
    IF_FAILED
  }
}
