package alpi.daemon.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What one key of `config.yaml` means and which values it takes. Schema, reference page, loader
/// and patcher all read it from the record component it stands on.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Doc {
  /// One or two sentences for the owner.
  String value();

  /// Smallest value, written as in the file; empty for none.
  String min() default "";

  /// Largest value, written as in the file; empty for none.
  String max() default "";

  /// Regular expression that a text, or each text of a list, must match whole; empty for none.
  String pattern() default "";

  /// What a text that fails [#pattern] should have been, as in "must be …".
  String expected() default "";

  /// Regular expression for the names inside a map of the owner's own entries.
  String names() default "[^\\s\\p{Cntrl}]{1,200}";
}
