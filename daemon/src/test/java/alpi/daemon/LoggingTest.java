package alpi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ConfigFile;
import alpi.daemon.config.Redactor;
import alpi.daemon.config.Secrets;
import alpi.daemon.profile.InForce;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class LoggingTest {
  private static final ProfileName WORK = new ProfileName("work");

  @TempDir Path dir;
  private final LoggerContext context = new LoggerContext();
  private Logging logging;
  private Logger log;

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    Redactor own = Redactor.of(secrets("OPENAI_API_KEY", "environment-value-1"));
    logging = Logging.start(context, dir, own, new FileSize(FileSize.KB_COEFFICIENT));
    log = context.getLogger("alpi.test");
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private static Secrets secrets(String name, String value) {
    return Secrets.of(Map.of(name, new Secret(value)));
  }

  private InForce settings(String config, Secrets secrets) {
    return new InForce(
        ConfigFile.check(dir.resolve("config.yaml"), config).config(),
        secrets,
        Redactor.of(secrets),
        Sha256.of(new byte[0]),
        List.of());
  }

  private String written() throws IOException {
    return Files.readString(dir.resolve("daemon.log"));
  }

  @Test
  void noProfilesSecretReachesTheLog() throws IOException {
    logging.follow(ProfileName.DEFAULT, settings("", secrets("A_KEY", "default-value-22")));
    logging.follow(WORK, settings("", secrets("B_KEY", "profile-value-333")));
    log.warn(
        "event=x a=environment-value-1 b=default-value-22",
        new IllegalStateException("at profile-value-333"));
    String text = written();
    assertTrue(text.contains("event=x"), text);
    for (String secret : List.of("environment-value-1", "default-value-22", "profile-value-333")) {
      assertFalse(text.contains(secret), text);
    }
  }

  @Test
  void theDefaultProfileSaysHowMuchIsLogged() throws IOException {
    logging.follow(ProfileName.DEFAULT, settings("daemon:\n  log_level: debug\n", Secrets.none()));
    log.debug("event=told");
    logging.follow(WORK, settings("daemon:\n  log_level: trace\n", Secrets.none()));
    log.trace("event=too_quiet");
    logging.follow(ProfileName.DEFAULT, settings("daemon:\n  log_level: error\n", Secrets.none()));
    log.warn("event=not_urgent");
    log.error("event=urgent");
    List<String> events =
        written().lines().map(line -> line.substring(line.indexOf("event="))).toList();
    assertEquals(
        List.of("event=told", "event=urgent"), events.stream().map(String::strip).toList());
  }

  @Test
  void everyFileIsForItsOwnerOnlyAlsoAfterItWasFull() throws IOException {
    for (int i = 0; i < 200; i++) {
      log.warn("event=filler text={}", "x".repeat(200));
    }
    try (Stream<Path> files = Files.list(dir)) {
      List<Path> all = files.toList();
      assertTrue(all.size() > 1, all::toString);
      for (Path file : all) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
  }
}
