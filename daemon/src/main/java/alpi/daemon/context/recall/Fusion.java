package alpi.daemon.context.recall;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Makes one ranking out of several by the places alone, because scores of different measures
/// cannot be compared: each thing counts the sum of 1 / (60 + place) over the rankings it stands in
/// (Cormack, Clarke and Büttcher, 2009).
public final class Fusion {
  private static final double RANK = 60;

  private Fusion() {}

  /// @param key what makes two things the same; the first one seen is kept
  /// @return best first; equal ones in the order of the rankings
  public static <T> List<T> of(List<List<T>> rankings, Function<T, String> key) {
    Map<String, T> first = new LinkedHashMap<>();
    Map<String, Double> worth = new LinkedHashMap<>();
    for (List<T> ranking : rankings) {
      int place = 0;
      for (T each : ranking) {
        String name = key.apply(each);
        first.putIfAbsent(name, each);
        worth.merge(name, 1 / (RANK + ++place), Double::sum);
      }
    }
    return worth.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .map(first::get)
        .toList();
  }
}
