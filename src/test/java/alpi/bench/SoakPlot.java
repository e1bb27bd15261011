package alpi.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Draws what a soak measured as one small picture, and puts its trend into words.
final class SoakPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 260;
  private static final int LEFT = 48;
  private static final int BOTTOM = 30;
  private static final int TOP = 36;

  /// From here on the daemon is warm: classes are loaded and compiled, pools have grown.
  private static final double WARM_DAY = 2;

  private SoakPlot() {}

  /// @param day 0 to 7
  /// @param liveHeap mebibytes after a full collection; NaN where none was made
  record Point(double day, long turns, DaemonFigures.Sample sample, double liveHeap) {}

  private record Line(String name, String colour, ToDoubleFunction<Point> value) {}

  private static final List<Line> LINES =
      List.of(
          new Line("PSS, MiB", "#1f6feb", p -> p.sample().pss()),
          new Line("live heap, MiB", "#d1242f", Point::liveHeap),
          new Line("threads", "#1a7f37", p -> p.sample().threads()),
          new Line("open files", "#9a6700", p -> p.sample().files()));

  static String svg(List<Point> points) {
    double top =
        20 * Math.ceil(points.stream().mapToDouble(p -> p.sample().pss()).max().orElse(1) / 20);
    double days = Math.ceil(points.getLast().day() - 0.01);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">%n"
            .formatted(WIDTH, HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    for (int step = 0; step <= 4; step++) {
      double value = top * step / 4;
      svg.append(text(LEFT - 6, y(value, top) + 4, "#555", "end", "%.0f".formatted(value)));
      svg.append(
          "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>%n".formatted(LEFT, y(value, top), WIDTH - 10));
    }
    for (int day = 0; day <= days; day++) {
      svg.append(text(x(day, days), HEIGHT - 12, "#555", "middle", "day " + day));
    }
    int legend = LEFT;
    for (Line line : LINES) {
      svg.append(text(legend, 18, line.colour(), "start", line.name()));
      svg.append(path(line, points, top, days));
      legend += 110;
    }
    String turns = "%,d turns".formatted(points.getLast().turns());
    svg.append(text(WIDTH - 10, 18, "#555", "end", turns));
    return svg.append("</svg>\n").toString();
  }

  private static String path(Line line, List<Point> points, double top, double days) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      double value = line.value().applyAsDouble(point);
      if (!Double.isNaN(value)) {
        path.append(path.isEmpty() ? 'M' : 'L')
            .append("%.1f %.1f".formatted(x(point.day(), days), y(value, top)));
      }
    }
    return "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n"
        .formatted(path, line.colour());
  }

  private static double x(double day, double days) {
    return LEFT + day / days * (WIDTH - LEFT - 20);
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
  }

  private static String text(double x, double y, String colour, String anchor, String text) {
    return "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" text-anchor=\"%s\">%s</text>%n"
        .formatted(x, y, colour, anchor, text);
  }

  /// Growth a day of the warm daemon, by least squares.
  static String summary(List<Point> points) {
    StringBuilder text = new StringBuilder();
    for (Line line : LINES) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: last %.1f, %+.2f a day; ",
              line.name(),
              line.value().applyAsDouble(points.getLast()),
              slope(points, line.value())));
    }
    return text.append(points.getLast().turns()).append(" turns").toString();
  }

  private static double slope(List<Point> points, ToDoubleFunction<Point> value) {
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXy = 0;
    double sumXx = 0;
    for (Point point : points) {
      double y = value.applyAsDouble(point);
      if (point.day() >= WARM_DAY && !Double.isNaN(y)) {
        n++;
        sumX += point.day();
        sumY += y;
        sumXy += point.day() * y;
        sumXx += point.day() * point.day();
      }
    }
    double spread = n * sumXx - sumX * sumX;
    return spread == 0 ? 0 : (n * sumXy - sumX * sumY) / spread;
  }
}
