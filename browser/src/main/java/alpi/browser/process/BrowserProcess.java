package alpi.browser.process;

import alpi.browser.EngineFault;
import alpi.browser.Fault;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A started browser and everything it started.
public final class BrowserProcess {
  /// Lines of its complaints that are kept.
  static final int MAX_LINES = 20;

  static final int MAX_LINE_CHARS = 300;

  private static final long END_SECONDS = 5;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /// Whatever else the owner's environment holds is none of a browser's business.
  private static final Set<String> PASSED = Set.of("PATH", "LANG", "LC_ALL", "TZ");

  /// The browser's third and fourth descriptor are our pipes: what it reads and what it writes.
  /// `exec`, so that the process is the browser and ends as one.
  private static final String ON_PIPES = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null";

  /// For a browser that is spoken to over a port: its pipe only says that we live. Once that is
  /// over, in whatever way, it is ended. The shell stays its parent, so that nobody else is ever
  /// given its number while we could still mean it.
  private static final String WATCHED =
      """
      exec 3<&0
      "$0" "$@" </dev/null >/dev/null 3<&- &
      child=$!
      { read -r _; kill -9 "$child"; } <&3 2>/dev/null &
      watch=$!
      exec 3<&-
      wait "$child"
      kill -9 "$watch" 2>/dev/null
      """;

  private final Process process;
  private final ArrayDeque<String> complaints = new ArrayDeque<>();

  private final Thread listener =
      Thread.ofVirtual().name("browser-complaints").unstarted(this::listen);

  private BrowserProcess(Process process) {
    this.process = process;
  }

  /// Starts a browser that is spoken to over pipes. When this JVM ends, in whatever way, the pipes
  /// close and the browser ends itself.
  ///
  /// @param home its home directory and working directory
  /// @param added further variables
  public static BrowserProcess onPipes(List<String> command, Path home, Map<String, String> added)
      throws EngineFault {
    return start(ON_PIPES, command, home, added);
  }

  /// Starts a browser that is spoken to over a port. When this JVM ends, in whatever way, it is
  /// ended too.
  ///
  /// @param home its home directory and working directory
  /// @param added further variables
  public static BrowserProcess onPort(List<String> command, Path home, Map<String, String> added)
      throws EngineFault {
    return start(WATCHED, command, home, added);
  }

  private static BrowserProcess start(
      String script, List<String> command, Path home, Map<String, String> added)
      throws EngineFault {
    var shell = new ArrayList<>(List.of("/bin/sh", "-c", script));
    shell.addAll(command);
    var builder = new ProcessBuilder(shell).directory(home.toFile());
    builder.environment().keySet().retainAll(PASSED);
    builder.environment().putAll(added);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_CONFIG_HOME", home + File.separator + "config");
    builder.environment().put("XDG_CACHE_HOME", home + File.separator + "cache");
    try {
      var started = new BrowserProcess(builder.start());
      started.listener.start();
      return started;
    } catch (IOException e) {
      throw new EngineFault(
          new Fault.NotStarted(
              "The browser " + command.getFirst() + " could not be started.",
              "Check that the file is there and may be run."),
          e);
    }
  }

  public InputStream from() {
    return process.getInputStream();
  }

  public OutputStream to() {
    return process.getOutputStream();
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /// Ends it and all that descends from it, at once.
  public void kill() {
    end(process.toHandle());
    try {
      boolean ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
      if (ended) {
        closeQuietly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends a process tree. Listed before its root is ended: afterwards nobody knows whose they were.
  public static void end(ProcessHandle root) {
    List<ProcessHandle> all = Stream.concat(Stream.of(root), root.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.stream().flatMap(ProcessHandle::descendants).forEach(ProcessHandle::destroyForcibly);
  }

  /// Waits for it to end by itself.
  public boolean ended(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The last of what it wrote about itself.
  public List<String> complaints() {
    if (!alive()) {
      hearOut();
    }
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  /// What it wrote before it ended may still be on its way.
  private void hearOut() {
    try {
      boolean _ = listener.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) : line);
      }
    } catch (IOException e) {
      keep("(its errors could not be read on)");
    }
  }

  private void keep(String line) {
    synchronized (complaints) {
      if (complaints.size() == MAX_LINES) {
        complaints.removeFirst();
      }
      complaints.addLast(line);
    }
  }

  private void closeQuietly() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      keep("(its pipe was closed already)");
    }
  }
}
