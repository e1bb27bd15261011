package alpi.browser;

/// One thing done with the mouse, at a point of the window in CSS pixels.
public sealed interface MouseDeed {
  record Move(double x, double y) implements MouseDeed {}

  /// @param count 2 for a double click
  record Click(double x, double y, int count) implements MouseDeed {}

  record Wheel(double x, double y, double dx, double dy) implements MouseDeed {}
}
