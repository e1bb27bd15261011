package alpi.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Completion scripts and the manual, generated from the specifications that parse the command
/// line.
final class ShellPages {
  private ShellPages() {}

  /// Texts by their path below an install prefix.
  static Map<String, String> all() {
    CommandSpec root = tree();
    String bash = AutoComplete.bash("alpi", Parsing.of(root));
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("share/bash-completion/completions/alpi", bash);
    pages.put("share/zsh/site-functions/_alpi", zsh(root));
    pages.put("share/fish/vendor_completions.d/alpi.fish", fish(root));
    pages.put("share/man/man1/alpi.1", manual(root));
    return pages;
  }

  /// The whole command line as one specification.
  static CommandSpec tree() {
    CommandSpec root = CommandSpec.create().name("alpi");
    root.usageMessage().description("A local-first personal agent.");
    for (String[] noun : Catalog.nouns()) {
      root.addSubcommand(noun[0], java.util.Objects.requireNonNull(Catalog.find(noun[0])).spec());
    }
    return root;
  }

  private static String zsh(CommandSpec root) {
    StringBuilder page = new StringBuilder("#compdef alpi\n_alpi() {\n  case $CURRENT in\n");
    page.append("  2) compadd --");
    for (String name : root.subcommands().keySet()) {
      page.append(' ').append(name);
    }
    page.append(" ;;\n  *) case ${words[2]} in\n");
    for (Map.Entry<String, CommandLine> noun : root.subcommands().entrySet()) {
      CommandSpec spec = noun.getValue().getCommandSpec();
      page.append("    ")
          .append(noun.getKey())
          .append(")\n      if (( CURRENT == 3 )); then compadd --");
      for (String verb : spec.subcommands().keySet()) {
        page.append(' ').append(verb);
      }
      page.append("; fi\n      case ${words[3]} in\n");
      for (Map.Entry<String, CommandLine> verb : spec.subcommands().entrySet()) {
        page.append("        ").append(verb.getKey()).append(") compadd --");
        options(page, verb.getValue().getCommandSpec());
        usual(verb.getValue().getCommandSpec()).forEach(name -> page.append(' ').append(name));
        page.append(" ;;\n");
      }
      page.append("        *) compadd --");
      options(page, spec).append(" ;;\n      esac\n      _files ;;\n");
    }
    return page.append("  esac ;;\n  esac\n}\n_alpi \"$@\"\n").toString();
  }

  private static StringBuilder options(StringBuilder page, CommandSpec spec) {
    for (OptionSpec option : spec.options()) {
      page.append(' ').append(option.longestName());
    }
    return page;
  }

  private static String fish(CommandSpec root) {
    StringBuilder page = new StringBuilder("complete -c alpi -f\n");
    for (Map.Entry<String, CommandLine> noun : root.subcommands().entrySet()) {
      CommandSpec spec = noun.getValue().getCommandSpec();
      page.append("complete -c alpi -n __fish_use_subcommand -a ").append(noun.getKey());
      page.append(" -d ").append(quoted(described(spec))).append('\n');
      String seen = "__fish_seen_subcommand_from " + noun.getKey();
      String verbs = String.join(" ", spec.subcommands().keySet());
      for (Map.Entry<String, CommandLine> verb : spec.subcommands().entrySet()) {
        CommandSpec its = verb.getValue().getCommandSpec();
        page.append("complete -c alpi -n '").append(seen);
        page.append("; and not __fish_seen_subcommand_from ").append(verbs).append("' -a ");
        page.append(verb.getKey()).append(" -d ").append(quoted(described(its))).append('\n');
        String both = seen + "; and __fish_seen_subcommand_from " + verb.getKey();
        its.options().forEach(option -> fish(page, both, option));
        List<String> usual = usual(its);
        if (!usual.isEmpty()) {
          page.append("complete -c alpi -n '").append(both).append("' -a ");
          page.append(quoted(String.join(" ", usual))).append('\n');
        }
      }
      spec.options().forEach(option -> fish(page, seen, option));
    }
    return page.toString();
  }

  /// What the arguments of a command usually are.
  private static List<String> usual(CommandSpec spec) {
    List<String> usual = new ArrayList<>();
    for (PositionalParamSpec argument : spec.positionalParameters()) {
      Iterable<String> candidates = argument.completionCandidates();
      if (candidates != null) {
        candidates.forEach(usual::add);
      }
    }
    return usual;
  }

  private static void fish(StringBuilder page, String when, OptionSpec option) {
    page.append("complete -c alpi -n '").append(when).append('\'');
    page.append(" -l ").append(option.longestName().substring(2));
    if (option.arity().max() > 0) {
      page.append(isFile(option.paramLabel()) ? " -r -F" : " -x");
    }
    page.append(" -d ").append(quoted(String.join(" ", option.description()))).append('\n');
  }

  private static boolean isFile(String label) {
    return label.equals("FILE");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String described(CommandSpec spec) {
    return String.join(" ", spec.usageMessage().description());
  }

  private static String manual(CommandSpec root) {
    StringBuilder page = new StringBuilder(".TH ALPI 1\n.SH NAME\nalpi \\- a local-first agent\n");
    page.append(".SH SYNOPSIS\n.B alpi\n[\\-p PROFILE] COMMAND ...\n.SH DESCRIPTION\n");
    page.append("One daemon per machine does the work, asks before it matters, records it,\n");
    page.append("and can undo it. This command speaks to it and starts it when needed.\n");
    page.append(".SH COMMANDS\n");
    for (Map.Entry<String, CommandLine> noun : root.subcommands().entrySet()) {
      CommandSpec spec = noun.getValue().getCommandSpec();
      entry(page, noun.getKey(), spec);
      for (Map.Entry<String, CommandLine> verb : spec.subcommands().entrySet()) {
        entry(page, noun.getKey() + " " + verb.getKey(), verb.getValue().getCommandSpec());
      }
    }
    page.append(
        ".SH EXIT STATUS\n0 done, 1 failed, 2 usage, 3 denied or needs approval, 4 budget,\n");
    page.append("5 model or daemon unreachable, 130 interrupted, 141 reader of the output gone.\n");
    page.append(".SH ENVIRONMENT\n.B ALPI_HOME\n(~/.alpi),\n.B ALPI_PROFILE\n(default),\n");
    return page.append(".B ALPI_MODEL, NO_COLOR, JAVA_HOME\n").toString();
  }

  private static void entry(StringBuilder page, String name, CommandSpec spec) {
    page.append(".TP\n.B ").append(roff(name));
    spec.positionalParameters().forEach(argument -> page.append(' ').append(roff(label(argument))));
    page.append('\n').append(roff(described(spec))).append('\n');
    for (OptionSpec option : spec.options()) {
      if (!option.usageHelp()) {
        page.append(".br\n").append(roff(option.longestName()));
        page.append(option.arity().max() > 0 ? " " + roff(option.paramLabel()) : "");
        page.append(": ").append(roff(String.join(" ", option.description()))).append('\n');
      }
    }
  }

  private static String label(PositionalParamSpec argument) {
    String label = argument.paramLabel();
    return argument.arity().min() == 0 ? "[" + label + "]" : label;
  }

  private static String roff(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
