package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The programs whose arguments are other programs, and how to find those.
final class Wrappers {
  /// Shells: what follows `-c` is text for them.
  static final Set<String> SHELLS =
      Set.of(
          "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "fish", "csh", "tcsh", "rbash",
          "yash");

  /// Interpreters of other languages that run what they are fed.
  static final Set<String> INTERPRETERS =
      Set.of(
          "python",
          "pypy",
          "perl",
          "ruby",
          "node",
          "nodejs",
          "deno",
          "bun",
          "php",
          "lua",
          "luajit",
          "tclsh",
          "wish",
          "osascript",
          "pwsh",
          "groovy",
          "scala",
          "guile",
          "racket",
          "julia",
          "rscript",
          "r",
          "octave",
          "expect",
          "awk",
          "gawk",
          "mawk",
          "nawk",
          "jshell",
          "irb",
          "ts-node",
          "tsx");

  /// Program, its short options that take a value, words to skip before the inner program.
  private static final Map<String, Shape> SHAPES = shapes();

  private static final Map<String, String> RECURSIVE =
      Map.of(
          "rm",
          "rm",
          "unlink",
          "rm",
          "shred",
          "rm",
          "truncate",
          "rm",
          "chmod",
          "chmod",
          "chown",
          "chown",
          "chgrp",
          "chgrp");

  private static final Set<String> OTHERS =
      Set.of(
          "env", "su", "eval", "trap", "alias", "find", "ssh", "watch", "git", "tar", "docker",
          "podman", "source", ".", "make", "fd", "rsync", "vi", "vim", "nvim", "ed", "ex", "gdb");

  /// Wrappers that take variables before the program they run.
  private static final Set<String> ASSIGNING =
      Set.of("sudo", "doas", "busybox", "toybox", "coproc", "time", "noglob", "command");

  private record Shape(String valued, int skipped) {}

  private Wrappers() {}

  private static Map<String, Shape> shapes() {
    Map<String, Shape> all = new HashMap<>();
    for (String line :
        """
        sudo ugpCDhRrTtUc 0
        doas uCa 0
        pkexec u 0
        nohup - 0
        setsid - 0
        nice n 0
        ionice cnpPu 0
        chrt T 1
        taskset p 1
        timeout ks 1
        stdbuf ioe 0
        time fo 0
        command - 0
        builtin - 0
        exec a 0
        chroot - 1
        unshare SGR 0
        nsenter tSGr 0
        flock wE 1
        strace eopsEaIObPSUuX 0
        ltrace eopslnFuAxw 0
        xargs aEeIiLlnPsd 0
        parallel jaInLNs 0
        busybox - 0
        toybox - 0
        systemd-run pEuMH 0
        firejail - 0
        proot rbwqkv 0
        fakeroot lfsib 0
        setpriv - 0
        prlimit p 0
        dbus-run-session - 0
        xvfb-run nspefw 0
        valgrind - 0
        caffeinate tw 0
        runuser ugGs 0
        coproc - 0
        noglob - 0
        unbuffer - 0
        catchsegv - 0
        tsocks - 0
        torsocks - 0
        proxychains4 f 0
        entr s 0
        cgexec g 0
        linux32 - 0
        linux64 - 0
        setarch - 1
        eatmydata - 0
        faketime f 1
        rlwrap - 0
        script - 0
        """
            .lines()
            .toList()) {
      String[] cells = line.split(" ", -1);
      all.put(
          cells[0], new Shape(cells[1].equals("-") ? "" : cells[1], Integer.parseInt(cells[2])));
    }
    return all;
  }

  static boolean wraps(String name) {
    return SHAPES.containsKey(name)
        || SHELLS.contains(name)
        || INTERPRETERS.contains(name)
        || OTHERS.contains(name);
  }

  /// What `argv` would run; empty when `name` runs nothing else, as far as is known.
  static Optional<Unwrapped> unwrap(String name, List<String> argv) {
    if (!wraps(name)) {
      return Optional.empty();
    }
    List<String> rest = argv.subList(1, argv.size());
    if (SHELLS.contains(name)) {
      return Optional.of(shell(rest));
    }
    if (INTERPRETERS.contains(name)) {
      return Optional.of(Unwrapped.texts(literals(rest)));
    }
    return Optional.of(
        switch (name) {
          case "env" -> env(rest);
          case "su", "runuser", "script", "flock" -> textOr(name, rest);
          case "eval" -> Unwrapped.text(String.join(" ", rest));
          case "trap" -> rest.isEmpty() ? Unwrapped.NOTHING : Unwrapped.text(rest.getFirst());
          case "alias" ->
              Unwrapped.texts(rest.stream().map(a -> a.substring(a.indexOf('=') + 1)).toList());
          case "watch" -> Unwrapped.text(String.join(" ", after(rest, "nd", 0)));
          case "ssh" -> Unwrapped.text(String.join(" ", after(rest, "BbcDEeFIiJLlmOopQRSWw", 1)));
          case "find", "fd" -> find(rest);
          case "docker", "podman" -> Unwrapped.command(container(rest));
          case "git", "tar", "rsync", "make", "vi", "vim", "nvim", "ed", "ex", "gdb" ->
              embedded(rest);
          case "source", "." -> Unwrapped.NOTHING;
          case "xargs", "parallel" -> fed(after(rest, shape(name).valued(), 0));
          default ->
              Unwrapped.command(
                  after(
                      rest, shape(name).valued(), shape(name).skipped(), ASSIGNING.contains(name)));
        });
  }

  private static Shape shape(String name) {
    return SHAPES.getOrDefault(name, new Shape("", 0));
  }

  /// What is left after options and `skipped` words. An option's value is skipped with it.
  private static List<String> after(List<String> rest, String valued, int skipped) {
    return after(rest, valued, skipped, false);
  }

  /// @param assigns whether the program takes `NAME=value` before what it runs; for others that is
  ///   the name of a program
  private static List<String> after(
      List<String> rest, String valued, int skipped, boolean assigns) {
    int i = 0;
    int left = skipped;
    while (i < rest.size()) {
      String word = rest.get(i);
      if (word.equals("--")) {
        i++;
        break;
      }
      if (word.startsWith("-") && word.length() > 1) {
        boolean taken =
            !word.startsWith("--")
                && valued.indexOf(word.charAt(word.length() - 1)) >= 0
                && (word.length() == 2 || valued.indexOf(word.charAt(1)) < 0);
        i += taken ? 2 : 1;
      } else if (left > 0) {
        left--;
        i++;
      } else if (assigns && word.matches("[A-Za-z_][A-Za-z0-9_]*=.*")) {
        i++;
      } else {
        break;
      }
    }
    return rest.subList(Math.min(i, rest.size()), rest.size());
  }

  private static Unwrapped shell(List<String> rest) {
    for (int i = 0; i < rest.size(); i++) {
      String word = rest.get(i);
      if (!word.startsWith("-") && !word.startsWith("+")) {
        return Unwrapped.NOTHING;
      }
      if (word.startsWith("--") || word.equals("-o") || word.equals("+o") || word.equals("-O")) {
        i += word.startsWith("--") ? 0 : 1;
      } else if (word.indexOf('c') > 0) {
        // Further options may stand between -c and its text.
        int at = i + 1;
        while (at < rest.size() && rest.get(at).startsWith("-")) {
          at++;
        }
        return at < rest.size()
            ? new Unwrapped(
                List.of(), List.of(rest.get(at)), rest.subList(at + 1, rest.size()), false)
            : Unwrapped.NOTHING;
      }
    }
    return Unwrapped.NOTHING;
  }

  private static Unwrapped env(List<String> rest) {
    for (int i = 0; i < rest.size(); i++) {
      String word = rest.get(i);
      if (word.equals("-S") || word.equals("--split-string")) {
        return Unwrapped.text(String.join(" ", rest.subList(i + 1, rest.size())));
      }
      if (word.startsWith("--split-string=")) {
        return split(word.substring("--split-string=".length()), rest, i);
      }
      if (word.matches("-[iv0]*S.*")) {
        return split(word.substring(word.indexOf('S') + 1), rest, i);
      }
      if (!word.startsWith("-") && !word.contains("=")) {
        break;
      }
    }
    return Unwrapped.command(after(rest, "uC", 0, true));
  }

  private static Unwrapped split(String text, List<String> rest, int at) {
    return Unwrapped.text(text + " " + String.join(" ", rest.subList(at + 1, rest.size())));
  }

  private static Unwrapped textOr(String name, List<String> rest) {
    for (int i = 0; i + 1 < rest.size(); i++) {
      if (rest.get(i).matches("-[a-z]*c|--command")) {
        return Unwrapped.text(rest.get(i + 1));
      }
      if (rest.get(i).startsWith("--command=")) {
        return Unwrapped.text(rest.get(i).substring("--command=".length()));
      }
    }
    return name.equals("su") || name.equals("script")
        ? Unwrapped.NOTHING
        : Unwrapped.command(after(rest, shape(name).valued(), shape(name).skipped()));
  }

  private static Unwrapped fed(List<String> command) {
    return command.isEmpty()
        ? Unwrapped.NOTHING
        : new Unwrapped(List.of(command), List.of(), List.of(), true);
  }

  private static Unwrapped find(List<String> rest) {
    Set<String> starts =
        Set.of("-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch");
    List<List<String>> commands = new ArrayList<>();
    List<String> roots = FindRoots.of(rest);
    for (int i = 0; i < rest.size(); i++) {
      if (!starts.contains(rest.get(i))) {
        continue;
      }
      List<String> command = new ArrayList<>();
      for (i++; i < rest.size() && !Set.of(";", "+").contains(rest.get(i)); i++) {
        if (rest.get(i).contains("{}")) {
          String word = rest.get(i);
          roots.forEach(root -> command.add(word.replace("{}", root)));
        } else {
          command.add(rest.get(i));
        }
      }
      if (!command.isEmpty()) {
        commands.add(everyFile(command));
      }
    }
    return new Unwrapped(commands, List.of(), List.of(), false);
  }

  /// A command given file after file of a tree does to the tree what its recursive form does.
  static List<String> everyFile(List<String> command) {
    String name = command.getFirst().substring(command.getFirst().lastIndexOf('/') + 1);
    Optional<String> recursive = Optional.ofNullable(RECURSIVE.get(name));
    if (recursive.isEmpty()) {
      return command;
    }
    List<String> all = new ArrayList<>(command);
    all.set(0, recursive.get());
    all.add(1, "-R");
    return all;
  }

  /// `docker run [options] image command…`: the options vary, so every later word is a candidate.
  private static List<String> container(List<String> rest) {
    List<String> words = rest.stream().filter(word -> !word.startsWith("-")).toList();
    return words.size() > 2 ? words.subList(2, words.size()) : List.of();
  }

  /// Options that hold a command, in the forms `name=command` and `!command`.
  private static Unwrapped embedded(List<String> rest) {
    List<String> texts = new ArrayList<>();
    for (String word : rest) {
      int equals = word.lastIndexOf('=');
      if (equals >= 0) {
        String value = word.substring(equals + 1);
        texts.add(value.startsWith("!") ? value.substring(1) : value);
      }
      int shout = word.indexOf('!');
      if (shout >= 0) {
        texts.add(word.substring(shout + 1));
      }
    }
    return Unwrapped.texts(texts);
  }

  /// The quoted texts inside code: whatever it hands to a shell is among them.
  static List<String> literals(List<String> rest) {
    List<String> texts = new ArrayList<>();
    for (String code : rest) {
      int start = -1;
      char quote = 0;
      for (int i = 0; i < code.length(); i++) {
        char c = code.charAt(i);
        if (start >= 0 && c == quote) {
          texts.add(code.substring(start, i));
          start = -1;
        } else if (start < 0 && (c == '"' || c == '\'' || c == '`')) {
          start = i + 1;
          quote = c;
        }
      }
    }
    return texts;
  }
}
