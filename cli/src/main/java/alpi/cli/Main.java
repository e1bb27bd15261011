package alpi.cli;

import alpi.cli.command.Arguments;
import alpi.cli.command.Call;
import alpi.cli.command.InstallCommand;
import alpi.cli.command.Noun;
import alpi.cli.host.DaemonLink;
import alpi.cli.host.HomePaths;
import alpi.cli.host.HostFault;
import alpi.cli.term.Nearest;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import alpi.cli.term.Sink;
import alpi.cli.term.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The `alpi` command. Finds the noun that was typed, builds only its options, carries it out, and
/// halts the JVM without ceremony: orderly shutdown is time that the caller waits.
public final class Main {
  private final HomePaths home;
  private final Out out;
  private Call.Profile profile;

  private Main(HomePaths home, Out out) {
    this.home = home;
    this.out = out;
    String chosen = System.getenv("ALPI_PROFILE");
    this.profile = new Call.Profile(chosen == null || chosen.isEmpty() ? "default" : chosen, false);
  }

  public static void main(String[] args) {
    Runtime.getRuntime().halt(run(args));
  }

  /// Carries out a command line in this process and returns the exit status.
  public static int run(String... args) {
    return run(HomePaths.fromEnvironment(), args);
  }

  /// As `run`, in another home directory than the environment names.
  public static int runAt(Path home, String... args) {
    return run(new HomePaths(home), args);
  }

  private static int run(HomePaths home, String... args) {
    Out out = new Out(Streams.detect(), Sink.stdout(), Sink.stderr());
    try {
      int exit = new Main(home, out).carryOut(args);
      out.flush();
      return exit;
    } catch (Refusal e) {
      return refuse(out, e, wantsJson(args));
    } catch (HostFault e) {
      return refuse(out, e.refusal(), wantsJson(args));
    } catch (Out.Gone e) {
      return Out.Gone.EXIT;
    } catch (IOException e) {
      Refusal lost =
          new Refusal(
              Refusal.UNREACHABLE,
              "daemon_unreachable",
              "The connection to the daemon broke: " + e.getMessage() + ".",
              "Run the same command again.");
      return refuse(out, lost, wantsJson(args));
    } catch (RuntimeException e) {
      return refuse(out, broken(e), wantsJson(args));
    }
  }

  /// A mistake of ours: where it happened, in one line, for whoever mends it.
  private static Refusal broken(RuntimeException cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return new Refusal(
        1,
        "internal",
        "alpi itself went wrong: " + cause + (trace.length == 0 ? "." : " at " + trace[0] + "."),
        "What the daemon took is on record and goes on. Please report this.");
  }

  private int carryOut(String... args) throws IOException {
    int at = globals(args);
    if (at < args.length && (args[at].equals("-h") || args[at].equals("--help"))) {
      Help.print(out);
      return 0;
    }
    if (at < args.length && (args[at].equals("-V") || args[at].equals("--version"))) {
      return dispatch("version", new String[0]);
    }
    if (at == args.length || args[at].equals("-c") || args[at].equals("--continue")) {
      return dispatch("chat", Arrays.copyOfRange(args, at, args.length));
    }
    if (args[at].equals("help")) {
      String[] rest = Arrays.copyOfRange(args, at + 1, args.length);
      if (rest.length == 0) {
        Help.print(out);
        return 0;
      }
      return help(rest);
    }
    return dispatch(args[at], Arrays.copyOfRange(args, at + 1, args.length));
  }

  /// Help for a command, or what the manual says about some words.
  private int help(String... words) throws IOException {
    boolean json = words[words.length - 1].equals("--json");
    int count = json ? words.length - 1 : words.length;
    Noun noun = Catalog.find(words[0]);
    boolean meant = noun != null || !Nearest.hint(words[0], Catalog.nouns()).isEmpty();
    if (count == 1 && meant) {
      return dispatch(words[0], new String[] {"--help"});
    }
    if (noun != null && count == 2 && noun.spec().subcommands().containsKey(words[1])) {
      return dispatch(words[0], new String[] {words[1], "--help"});
    }
    Arguments typed = Arguments.bare(json);
    String[] asked = Arrays.copyOf(words, count);
    return HelpSearch.run(
        new Call(home, profile, out, typed, DaemonLink.begin(home)), String.join(" ", asked));
  }

  /// Takes `-p NAME` before the noun; returns where the noun stands.
  private int globals(String... args) {
    int at = 0;
    while (at < args.length) {
      if (args[at].equals("-p") || args[at].equals("--profile")) {
        if (at + 1 == args.length) {
          throw Refusal.usage(args[at] + " needs the name of a profile.", "See: alpi profile list");
        }
        profile = new Call.Profile(args[at + 1], true);
        at += 2;
      } else if (args[at].startsWith("--profile=")) {
        profile = new Call.Profile(args[at].substring("--profile=".length()), true);
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private int dispatch(String name, String[] rest) throws IOException {
    Noun noun = name.equals("install") ? new InstallCommand(ShellPages.all()) : Catalog.find(name);
    if (noun == null) {
      String hint = Nearest.hint(name, Catalog.nouns());
      throw Refusal.usage(
          "There is no " + (name.startsWith("-") ? "option" : "command") + " \"" + name + "\".",
          hint.isEmpty() ? "See: alpi help" : hint);
    }
    boolean asksHelp = rest.length == 1 && (rest[0].equals("--help") || rest[0].equals("-h"));
    @Nullable DaemonLink link = Catalog.isLocal(name) || asksHelp ? null : DaemonLink.begin(home);
    if (name.equals("chat")
        && rest.length == 2
        && rest[0].equals("--once")
        && (rest[1].equals("-") || !rest[1].startsWith("-"))) {
      return noun.run(new Call(home, profile, out, Arguments.once(rest[1]), link));
    }
    String[] line = name.equals("chat") ? ChatLine.ordered(noun, rest) : rest;
    Arguments typed = Parsing.arguments(noun, line, out);
    return typed == null ? 0 : noun.run(new Call(home, profile, out, typed, link));
  }

  private static int refuse(Out out, Refusal refusal, boolean json) {
    try {
      if (json) {
        out.raw(refusal.json());
      }
      out.flush();
      out.tell("alpi: " + refusal.sentence());
      if (!refusal.hint().isEmpty()) {
        out.tell("  " + refusal.hint());
      }
      return refusal.exit();
    } catch (Out.Gone e) {
      return Out.Gone.EXIT;
    }
  }

  private static boolean wantsJson(String... args) {
    for (String arg : args) {
      if (arg.equals("--json") || arg.equals("--stream-json")) {
        return true;
      }
    }
    return false;
  }
}
