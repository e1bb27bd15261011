package alpi.daemon.session;

import alpi.daemon.base.Vector;
import java.util.Optional;
import java.util.function.Function;

/// Something that was found by what it means.
///
/// @param cosine of its vector and that of the question
/// @param usual mean cosine of the question and all that it was compared with
public record Near<T>(T found, double cosine, double usual, Vector vector) {
  /// The same, as something else.
  public <R> Near<R> as(R other) {
    return new Near<>(other, cosine, usual, vector);
  }

  /// What was found, as something else; empty when it is nothing any more.
  public <R> Optional<Near<R>> map(Function<? super T, Optional<R>> made) {
    return made.apply(found).map(this::as);
  }
}
