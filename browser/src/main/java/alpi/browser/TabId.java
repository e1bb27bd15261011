package alpi.browser;

/// A tab of one browser session, counted from 1 and never used again.
public record TabId(int number) {
  public TabId {
    if (number < 1) {
      throw new IllegalArgumentException("tabs count from 1");
    }
  }

  @Override
  public String toString() {
    return "t" + number;
  }
}
