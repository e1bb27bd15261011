package alpi.daemon.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorTest {
  @Test
  void roundingMovesACosineByLessThanAHundredth() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      double[] one = random.doubles(384, -1, 1).toArray();
      double[] other = random.doubles(384, -1, 1).toArray();
      for (int j = 0; j < other.length; j++) {
        other[j] = one[j] * (i % 3) + other[j];
      }
      double exact = dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
      assertEquals(exact, vector(one).cosine(vector(other)), 0.01, "seed " + seed);
    }
  }

  @Test
  void whatHasNoDirectionIsNone() {
    assertTrue(Vector.of(new double[0]).isEmpty());
    assertTrue(Vector.of(new double[8]).isEmpty());
    assertTrue(Vector.of(new double[] {1, Double.NaN}).isEmpty());
    assertTrue(Vector.of(new double[] {1, Double.POSITIVE_INFINITY}).isEmpty());
    assertTrue(Vector.stored(new byte[0]).isEmpty());
    assertEquals(Vector.MAX_DIMENSION, vector(ones(Vector.MAX_DIMENSION)).dimension());
    assertTrue(Vector.of(ones(Vector.MAX_DIMENSION + 1)).isEmpty());
  }

  @Test
  void comesBackAsItWasStored() {
    Vector vector = vector(new double[] {1, -2, 0.5});
    assertArrayEquals(vector.bytes(), Vector.stored(vector.bytes()).orElseThrow().bytes());
    assertEquals(1, vector.cosine(vector), 1e-9);
    assertThrows(IllegalArgumentException.class, () -> vector.cosine(vector(ones(2))));
  }

  private static Vector vector(double[] numbers) {
    return Vector.of(numbers).orElseThrow();
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
