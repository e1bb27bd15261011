package alpi.browser;

/// What a call came to: its value, or the one reason why there is none.
public sealed interface Outcome<T> {
  record Done<T>(T value) implements Outcome<T> {}

  record Failed<T>(Fault fault) implements Outcome<T> {}

  /// The value.
  ///
  /// @throws EngineFault when there is none
  default T get() throws EngineFault {
    return switch (this) {
      case Done<T> done -> done.value();
      case Failed<T> failed -> throw new EngineFault(failed.fault());
    };
  }

  /// Something that comes to a value or a fault.
  @FunctionalInterface
  interface Work<T> {
    T run() throws EngineFault;
  }

  static <T> Outcome<T> of(Work<T> work) {
    try {
      return new Done<>(work.run());
    } catch (EngineFault e) {
      return new Failed<>(e.fault());
    }
  }
}
