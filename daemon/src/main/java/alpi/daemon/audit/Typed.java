package alpi.daemon.audit;

import alpi.daemon.base.ProfileName;

/// Commands as the owner types them, for one profile, and words of them that a shell leaves alone.
record Typed(ProfileName profile) {
  /// For example `alpi -p work grants revoke ID`.
  String alpi(String rest) {
    return profile.isDefault() ? "alpi " + rest : "alpi -p " + profile + " " + rest;
  }

  /// One word of a command line, quoted where a shell would read more into it.
  static String word(Object value) {
    String text = value.toString();
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
