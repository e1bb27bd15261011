package alpi.daemon.base;

import java.util.Optional;

/// A direction in a space of meanings, one byte a dimension. Two texts that mean nearly the same
/// point nearly the same way; rounding to bytes moves a cosine by less than a hundredth.
public final class Vector {
  /// Most dimensions.
  public static final int MAX_DIMENSION = 8_192;

  private final byte[] parts;
  private final double length;

  private Vector(byte[] parts) {
    this.parts = parts;
    long sum = 0;
    for (byte part : parts) {
      sum += part * part;
    }
    this.length = Math.sqrt((double) sum);
  }

  /// Empty for what has no direction: no numbers, too many, zeros alone, or one that is none.
  public static Optional<Vector> of(double[] numbers) {
    double largest = 0;
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        return Optional.empty();
      }
      largest = Math.max(largest, Math.abs(number));
    }
    if (largest == 0 || numbers.length > MAX_DIMENSION) {
      return Optional.empty();
    }
    byte[] parts = new byte[numbers.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = (byte) Math.round(numbers[i] / largest * Byte.MAX_VALUE);
    }
    return Optional.of(new Vector(parts));
  }

  /// The one that [#bytes] were taken of; empty for bytes that are none.
  public static Optional<Vector> stored(byte[] bytes) {
    var vector = new Vector(bytes.clone());
    return vector.length == 0 || bytes.length > MAX_DIMENSION
        ? Optional.empty()
        : Optional.of(vector);
  }

  public byte[] bytes() {
    return parts.clone();
  }

  public int dimension() {
    return parts.length;
  }

  /// From -1 to 1, where 1 is the same direction.
  ///
  /// @param other of the same dimension
  public double cosine(Vector other) {
    if (other.parts.length != parts.length) {
      throw new IllegalArgumentException("vectors of two spaces cannot be compared");
    }
    int dot = 0;
    for (int i = 0; i < parts.length; i++) {
      dot += parts[i] * other.parts[i];
    }
    return dot / (length * other.length);
  }
}
