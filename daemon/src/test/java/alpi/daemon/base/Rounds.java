package alpi.daemon.base;

/// How often a test repeats what it draws at random: enough in `verify` to notice a mistake that is
/// made often, and at night (`-Pnightly`) enough for one that is made rarely.
public final class Rounds {
  private static final boolean NIGHT = Boolean.getBoolean("alpi.nightly");

  private Rounds() {}

  public static int of(int inVerify, int atNight) {
    return NIGHT ? atNight : inVerify;
  }
}
