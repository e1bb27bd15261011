package alpi.daemon;

import alpi.daemon.base.PrivateFiles;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/// The daemon's log: one line an event, `key=value`, bounded on disk, every line passed through the
/// redactor before it is written.
final class Logging {
  private static final String LINE = "%d{ISO8601} level=%level room=%logger{0} %msg%n%ex{full}";
  private static final FileSize FILE_SIZE = new FileSize(FileSize.MB_COEFFICIENT);
  private static final int FILES_KEPT = 3;

  private Logging() {}

  /// Sends everything that is logged from now on to `daemon.log` in `dir`.
  ///
  /// @param redact takes secrets out of a finished line
  static void start(Path dir, String level, UnaryOperator<String> redact) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Path file = PrivateFiles.directory(dir).resolve("daemon.log");
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder(context, redact));
    roll(context, appender, file);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    context.getLogger("alpi").setLevel(Level.toLevel(level, Level.INFO));
    PrivateFiles.tighten(file);
  }

  private static LayoutWrappingEncoder<ILoggingEvent> encoder(
      LoggerContext context, UnaryOperator<String> redact) {
    PatternLayout layout = new RedactedLayout(redact);
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
      LoggerContext context, RollingFileAppender<ILoggingEvent> appender, Path file) {
    FixedWindowRollingPolicy policy = new FixedWindowRollingPolicy();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(file + ".%i");
    policy.setMinIndex(1);
    policy.setMaxIndex(FILES_KEPT);
    policy.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(FILE_SIZE);
    trigger.start();
    appender.setRollingPolicy(policy);
    appender.setTriggeringPolicy(trigger);
  }

  private static final class RedactedLayout extends PatternLayout {
    private final UnaryOperator<String> redact;

    RedactedLayout(UnaryOperator<String> redact) {
      this.redact = redact;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
      return redact.apply(super.doLayout(event));
    }
  }
}
