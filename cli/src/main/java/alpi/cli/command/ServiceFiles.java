package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// `alpi daemon install` and `uninstall`: hands the daemon to the service manager of the machine,
/// and takes it back. Writes one file and runs the manager's own command.
final class ServiceFiles {
  private static final int PATIENCE_SECONDS = 60;

  private final Call call;
  private final boolean mac;
  private final Path file;

  ServiceFiles(Call call) {
    this.call = call;
    this.mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
    Path user = Path.of(System.getProperty("user.home"));
    String settings = Objects.requireNonNullElse(System.getenv("XDG_CONFIG_HOME"), "");
    Path config = settings.isEmpty() ? user.resolve(".config") : Path.of(settings);
    this.file =
        mac
            ? user.resolve("Library/LaunchAgents/alpi.plist")
            : config.resolve("systemd/user/alpi.service");
  }

  int install() throws IOException {
    String text = text();
    if (call.has("--print")) {
      call.out().print(text);
      return 0;
    }
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text, StandardCharsets.UTF_8);
    boolean started =
        mac
            ? ran("launchctl", "bootstrap", "gui/" + uid(), file.toString())
            : ran("systemctl", "--user", "daemon-reload")
                && ran("systemctl", "--user", "enable", "--now", "alpi.service");
    told("Installed ", started);
    if (!started) {
      call.out()
          .tell(
              mac
                  ? "Start it with: launchctl bootstrap gui/$(id -u) " + file
                  : "Start it with: systemctl --user enable --now alpi.service");
    } else if (!mac) {
      call.out().tell("To keep it while you are logged out: loginctl enable-linger \"$USER\"");
    }
    return 0;
  }

  int uninstall() throws IOException {
    if (!Files.exists(file)) {
      throw Refusal.usage("There is no " + file + ".", "Nothing was changed.");
    }
    boolean stopped =
        mac
            ? ran("launchctl", "bootout", "gui/" + uid() + "/alpi")
            : ran("systemctl", "--user", "disable", "--now", "alpi.service");
    Files.delete(file);
    if (!mac) {
      stopped &= ran("systemctl", "--user", "daemon-reload");
    }
    told("Removed ", stopped);
    return 0;
  }

  private void told(String what, boolean managed) {
    if (!call.gaveJson(new JsonObject().put("file", file.toString()).put("managed", managed))) {
      call.out().line(what + file);
    }
  }

  private String text() {
    String image = System.getProperty("alpi.image", "");
    if (image.isEmpty()) {
      throw Refusal.usage("This client was not run by the alpi launcher.", "Run ./alpi.");
    }
    Map<String, String> variables = new TreeMap<>();
    variables.put("LANG", "C.UTF-8");
    variables.put("ALPI_HOME", call.home().root().toString());
    for (String name : List.of("PATH", "JAVA_HOME", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")) {
      String value = System.getenv(name);
      if (value != null && !value.isEmpty()) {
        variables.put(name, value);
      }
    }
    var unit = new ServiceUnit(Path.of(image).resolve("bin").resolve("alpi"), variables);
    return mac ? unit.launchd() : unit.systemd();
  }

  private static Object uid() throws IOException {
    return Files.getAttribute(Path.of(System.getProperty("user.home")), "unix:uid");
  }

  /// Whether the service manager did it; where there is none the file is there for later.
  private boolean ran(String... command) {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException _) {
      call.out().tell(command[0] + " cannot be run here.");
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
