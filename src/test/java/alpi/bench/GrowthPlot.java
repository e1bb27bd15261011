package alpi.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Draws how figures grow with size: both axes logarithmic, so that what is proportional is a
/// straight slope and what does not grow is level.
final class GrowthPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 52;
  private static final int RIGHT = 130;
  private static final int TOP = 30;
  private static final int BOTTOM = 30;
  private static final List<String> COLOURS =
      List.of("#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df");

  private GrowthPlot() {}

  /// @param size how many items there are
  record Point(double size, double millis) {}

  static String svg(String title, Map<String, List<Point>> lines) {
    List<Point> all = lines.values().stream().flatMap(List::stream).toList();
    Frame frame = Frame.of(all);
    StringBuilder svg =
        new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">%n"
                .formatted(WIDTH, HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    svg.append(text(LEFT, 18, "#555", "start", title));
    for (int power = frame.bottom(); power <= frame.top(); power++) {
      double y = frame.y(Math.pow(10, power));
      svg.append(text(LEFT - 6, y + 4, "#555", "end", plain(Math.pow(10, power))));
      svg.append(line("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - RIGHT));
    }
    for (int power = frame.first(); power <= frame.last(); power++) {
      double x = frame.x(Math.pow(10, power));
      svg.append(text(x, HEIGHT - 12, "#555", "middle", plain(Math.pow(10, power))));
    }
    int colour = 0;
    for (Map.Entry<String, List<Point>> each : lines.entrySet()) {
      String stroke = COLOURS.get(colour++ % COLOURS.size());
      StringBuilder path = new StringBuilder();
      for (Point point : each.getValue()) {
        path.append(path.isEmpty() ? "M" : "L");
        path.append(line("%.1f %.1f", frame.x(point.size()), frame.y(point.millis())).strip());
      }
      svg.append(
          "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
              .formatted(path, stroke));
      svg.append(text(WIDTH - RIGHT + 10, TOP + 18 * colour, stroke, "start", each.getKey()));
    }
    return svg.append("</svg>\n").toString();
  }

  /// Powers of ten that hold all points.
  private record Frame(int first, int last, int bottom, int top) {
    static Frame of(List<Point> points) {
      double least = points.stream().mapToDouble(Point::millis).min().orElse(1);
      double most = points.stream().mapToDouble(Point::millis).max().orElse(10);
      double small = points.stream().mapToDouble(Point::size).min().orElse(1);
      double large = points.stream().mapToDouble(Point::size).max().orElse(10);
      return new Frame(
          (int) Math.floor(Math.log10(small)),
          (int) Math.ceil(Math.log10(large)),
          (int) Math.floor(Math.log10(least)),
          (int) Math.ceil(Math.log10(most)));
    }

    double x(double size) {
      double span = Math.max(1, last - first);
      return LEFT + (WIDTH - LEFT - RIGHT) * (Math.log10(size) - first) / span;
    }

    double y(double millis) {
      double span = Math.max(1, top - bottom);
      return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (Math.log10(millis) - bottom) / span;
    }
  }

  private static String plain(double value) {
    return value < 1 ? "%s".formatted(value) : String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }

  private static String text(double x, double y, String colour, String anchor, String words) {
    return line(
        "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" text-anchor=\"%s\">%s</text>",
        x, y, colour, anchor, words);
  }
}
