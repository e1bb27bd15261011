package alpi.daemon.policy;

/// One thing that a run may do at most: a capability within a scope. It gives nothing by itself.
public record Permit(Capability capability, Scope scope) {
  public Permit {
    if (!scope.equals(Scope.ANY)) {
      scope.check(capability);
    }
  }

  /// Everything of a capability.
  public static Permit any(Capability capability) {
    return new Permit(capability, Scope.ANY);
  }

  boolean covers(Access access) {
    return capability == access.capability() && scope.covers(capability, access.target());
  }

  /// Whether whatever it covers is covered by `other` too.
  public boolean within(Permit other) {
    return capability == other.capability && scope.within(capability, other.scope);
  }
}
