package alpi.daemon.config;

/// Something in a file that is not an error but probably not what the owner meant.
///
/// @param line from 1
/// @param column from 1
/// @param text one sentence, safe to show
public record Warning(String file, int line, int column, String text) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + text;
  }
}
