package alpi.daemon;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.DiskFull;
import alpi.daemon.base.Home;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon as a process: environment in, exit status out. 0 after an orderly stop, otherwise
/// that of the problem which kept it from starting, told in a sentence on stderr.
public final class Main {
  private static final int CRASHED = 1;

  /// Virtual threads that may compute at once, beyond one for each processor. With as many as there
  /// are processors, two that hash a gigabyte keep all others waiting until they come to rest; with
  /// some more, the system divides the processors among them.
  private static final int SPARE_CARRIERS = 2;

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length != 1 || !arguments[0].equals("run")) {
      System.err.println("alpi: the daemon takes one argument: run");
      System.exit(2);
    }
    spareCarriers();
    Alongside.begin("platform", Main::platform);
    System.exit(run(System.getenv()));
  }

  /// Before the first virtual thread, after which the JDK looks no more.
  private static void spareCarriers() {
    int carriers = Runtime.getRuntime().availableProcessors() + SPARE_CARRIERS;
    System.getProperties()
        .putIfAbsent("jdk.virtualThreadScheduler.parallelism", Integer.toString(carriers));
  }

  /// Two things of the platform that reading JSON needs, some fifty milliseconds each: the first
  /// decimal number computes powers of five, the first calendar reads the regions of the world.
  private static String platform() {
    return BigDecimal.ONE + " " + new GregorianCalendar(Locale.US).getFirstDayOfWeek();
  }

  private static int run(Map<String, String> environment) {
    try (Daemon daemon = new Daemon(home(environment), environment)) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> signalled(daemon)));
      daemon.start();
      daemon.await();
      Thread.ofPlatform().daemon().name("last resort").start(() -> endInTime(daemon));
      return 0;
    } catch (Problem problem) {
      System.err.println("alpi: " + problem.sentence());
      problem.hint().ifPresent(System.err::println);
      return problem.code().exit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CRASHED;
    } catch (RuntimeException e) {
      Logger log = LoggerFactory.getLogger(Main.class);
      log.error("event=daemon_crashed", e);
      System.err.println("alpi: " + sentence(e, environment));
      return CRASHED;
    }
  }

  private static String sentence(RuntimeException crash, Map<String, String> environment) {
    return DiskFull.caused(crash)
        ? "The disk that holds " + home(environment).root() + " is full. Make room, then try again."
        : "the daemon could not go on: " + crash;
  }

  /// A signal ends the daemon in order, within the time that a supervisor grants.
  private static void signalled(Daemon daemon) {
    daemon.stop();
    endInTime(daemon);
  }

  /// A disk that hangs must not keep a daemon alive that was told to end: whoever starts the next
  /// one waits for the lock of this one.
  private static void endInTime(Daemon daemon) {
    try {
      if (!daemon.awaitClosed()) {
        System.err.println("alpi: the daemon did not end in time and was cut off");
        Runtime.getRuntime().halt(CRASHED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// `ALPI_HOME`, else `~/.alpi`.
  private static Home home(Map<String, String> environment) {
    String chosen = environment.getOrDefault("ALPI_HOME", "");
    return new Home(
        chosen.isEmpty() ? Path.of(System.getProperty("user.home"), ".alpi") : Path.of(chosen));
  }
}
