package alpi.daemon.host;

import alpi.daemon.sandbox.Natives;

/// A program that says whether others of its user may look into it, before and after it refused.
final class TracingProbe {
  private TracingProbe() {}

  public static void main(String[] arguments) {
    Natives natives = Natives.load().orElseThrow();
    boolean before = natives.traceable();
    natives.refuseTracing();
    System.out.println(before + " " + natives.traceable());
  }
}
