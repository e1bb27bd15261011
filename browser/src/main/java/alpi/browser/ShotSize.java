package alpi.browser;

/// How large a picture of a page is: a model sees no more than this, so no more is made.
///
/// @param width of what is shown, in CSS pixels
/// @param scale from CSS pixels to those of the picture
public record ShotSize(double width, double height, double scale) {
  /// The longer side, in pixels.
  public static final int MAX_SIDE = 1568;

  public static final int MAX_PIXELS = 1_150_000;

  /// A longer page is cut: shrunk any further it could not be read.
  public static final int MAX_PAGE_HEIGHT = 4096;

  /// What a picture of an area comes to.
  public static ShotSize of(double width, double height) {
    double high = Math.min(Math.max(height, 1), MAX_PAGE_HEIGHT);
    double wide = Math.min(Math.max(width, 1), MAX_PAGE_HEIGHT);
    double bySide = MAX_SIDE / Math.max(wide, high);
    double byPixels = Math.sqrt(MAX_PIXELS / (wide * high));
    return new ShotSize(wide, high, Math.min(1, Math.min(bySide, byPixels)));
  }
}
