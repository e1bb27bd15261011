package alpi.cli.command;

import alpi.cli.host.HomePaths;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi doctor`: live checks, first those of this side, then the daemon's own.
public final class DoctorCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf("doctor", "Check that everything works; exit 1 when something does not.")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    JsonArray checks = new JsonArray();
    checks.add(home(call.home()));
    checks.add(check("java", "ok", "Java " + Runtime.version() + " in " + javaHome(), ""));
    try {
      call.client();
      checks.add(check("daemon", "ok", "answers at " + call.home().socket(), ""));
      JsonObject params = call.params().put("environment", ChatCommand.environment());
      JsonArray theirs = call.ask("host.doctor", params).array("checks");
      for (int i = 0; i < theirs.size(); i++) {
        checks.add(theirs.get(i));
      }
    } catch (Refusal e) {
      checks.add(check("daemon", "fail", e.sentence(), e.hint()));
    }
    return report(call, checks);
  }

  private static JsonObject home(HomePaths home) {
    try {
      HomePaths.privateDirectory(home.root());
      boolean private0700 =
          Files.getPosixFilePermissions(home.root()).stream()
              .allMatch(permission -> permission.name().startsWith("OWNER"));
      return private0700
          ? check("home", "ok", home.root() + " is writable and private", "")
          : check(
              "home", "warn", home.root() + " can be read by others", "chmod 700 " + home.root());
    } catch (Refusal e) {
      return check("home", "fail", e.sentence(), e.hint());
    } catch (IOException e) {
      return check("home", "fail", home.root() + ": " + e.getMessage(), "");
    }
  }

  private static String javaHome() {
    return System.getProperty("java.home", "");
  }

  private static JsonObject check(String name, String status, String detail, String fix) {
    JsonObject check =
        new JsonObject().put("name", name).put("status", status).put("detail", detail);
    return fix.isEmpty() ? check : check.put("fix", fix);
  }

  private static int report(Call call, JsonArray checks) {
    int failed = 0;
    for (int i = 0; i < checks.size(); i++) {
      JsonObject check = checks.object(i);
      String status = check.text("status");
      failed += status.equals("fail") ? 1 : 0;
      if (!call.isJson()) {
        StringBuilder line = new StringBuilder(status.toUpperCase(Locale.ROOT));
        line.repeat(' ', Math.max(1, 6 - line.length())).append(check.text("name"));
        call.out().line(line.append(": ").append(check.text("detail")).toString());
        if (check.has("fix")) {
          call.out().line("        " + check.text("fix"));
        }
      }
    }
    if (call.isJson()) {
      call.out().json(new JsonObject().put("checks", checks).put("ok", failed == 0));
    }
    return failed == 0 ? 0 : 1;
  }
}
