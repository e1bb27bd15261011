package alpi.daemon;

import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.ProfileName;
import alpi.daemon.config.LogLevel;
import alpi.daemon.config.Redactor;
import alpi.daemon.profile.InForce;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/// The daemon's log: one line an event, `key=value`, bounded on disk. The secrets of the
/// environment and of every profile are taken out of each line before it is written.
final class Logging {
  private static final String LINE = "%d{ISO8601} level=%level room=%logger{0} %msg%n%ex{full}";
  private static final FileSize FILE_SIZE = new FileSize(FileSize.MB_COEFFICIENT);
  private static final int FILES_KEPT = 3;

  private final LoggerContext context;
  private final Redactor own;

  /// What the profiles keep in their `.env`, as each last read it. A line may be written while the
  /// files are being looked at, so it must not look at them itself.
  private final Map<ProfileName, Redactor> profiles = new ConcurrentHashMap<>();

  private Logging(LoggerContext context, Redactor own) {
    this.context = context;
    this.own = own;
  }

  /// Sends everything that is logged from now on to `daemon.log` in `dir`.
  ///
  /// @param own knows the secrets of the daemon's environment
  static Logging start(Path dir, Redactor own) {
    return start((LoggerContext) LoggerFactory.getILoggerFactory(), dir, own, FILE_SIZE);
  }

  static Logging start(LoggerContext context, Path dir, Redactor own, FileSize size) {
    var logging = new Logging(context, own);
    context.reset();
    Path file = PrivateFiles.directory(dir).resolve("daemon.log");
    RollingFileAppender<ILoggingEvent> appender = new PrivateAppender();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(logging.encoder());
    roll(context, appender, file, size);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    logging.level(LogLevel.INFO);
    return logging;
  }

  /// Takes note of what a profile's settings say now.
  void follow(ProfileName profile, InForce settings) {
    profiles.put(profile, settings.redactor());
    if (profile.isDefault()) {
      level(settings.config().daemon().logLevel());
    }
  }

  private void level(LogLevel least) {
    Level level =
        switch (least) {
          case ERROR -> Level.ERROR;
          case WARN -> Level.WARN;
          case INFO -> Level.INFO;
          case DEBUG -> Level.DEBUG;
          case TRACE -> Level.TRACE;
        };
    context.getLogger("alpi").setLevel(level);
  }

  private String redact(String line) {
    String clean = own.redact(line);
    for (Redactor redactor : profiles.values()) {
      clean = redactor.redact(clean);
    }
    return clean;
  }

  private LayoutWrappingEncoder<ILoggingEvent> encoder() {
    PatternLayout layout = new RedactedLayout(this);
    layout.setContext(context);
    layout.setPattern(LINE);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static void roll(
      LoggerContext context,
      RollingFileAppender<ILoggingEvent> appender,
      Path file,
      FileSize size) {
    FixedWindowRollingPolicy policy = new FixedWindowRollingPolicy();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(file + ".%i");
    policy.setMinIndex(1);
    policy.setMaxIndex(FILES_KEPT);
    policy.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(size);
    // Left alone it looks once a minute, and a minute of trouble fills a disk.
    trigger.setCheckIncrement(Duration.buildByMilliseconds(0));
    trigger.start();
    appender.setRollingPolicy(policy);
    appender.setTriggeringPolicy(trigger);
  }

  /// Opens each file, also the fresh one after the full one was put aside, for its owner only.
  private static final class PrivateAppender extends RollingFileAppender<ILoggingEvent> {
    @Override
    public void openFile(String file) throws IOException {
      super.openFile(file);
      PrivateFiles.tighten(Path.of(file));
    }
  }

  private static final class RedactedLayout extends PatternLayout {
    private final Logging logging;

    RedactedLayout(Logging logging) {
      this.logging = logging;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
      return logging.redact(super.doLayout(event));
    }
  }
}
