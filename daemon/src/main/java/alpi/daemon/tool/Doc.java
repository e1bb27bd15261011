package alpi.daemon.tool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a model is told about one argument of a tool, and how large it may be. The bounds are
/// checked when a call is decoded, whether or not the model respects them.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Doc {
  /// One short line; empty when the name says it all.
  String value() default "";

  /// The name on the wire, where the component cannot have it; empty means its own in snake_case.
  String name() default "";

  /// Smallest number.
  long min() default Long.MIN_VALUE;

  /// Largest number.
  long max() default Long.MAX_VALUE;

  /// Longest text in characters, or most items of a list.
  int longest() default ToolSchema.MAX_CHARS;
}
