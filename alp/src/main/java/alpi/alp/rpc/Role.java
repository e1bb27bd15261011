package alpi.alp.rpc;

import java.util.Locale;

/// Who may call a verb. Each role may do what the ones after it may.
public enum Role {
  OWNER,
  ADMIN,
  MEMBER;

  public boolean allows(Role needed) {
    return compareTo(needed) <= 0;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
