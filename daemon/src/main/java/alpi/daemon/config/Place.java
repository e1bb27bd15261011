package alpi.daemon.config;

/// Where a piece of YAML stands in its text.
///
/// @param line from 1
/// @param column from 1
/// @param start index of its first character
/// @param end index after its last character
record Place(int line, int column, int start, int end) {
  Place until(int newEnd) {
    return new Place(line, column, start, newEnd);
  }
}
