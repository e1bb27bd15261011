package alpi.daemon.policy.shell;

import java.util.Set;

/// Programs that can be told to run others by an option, a file or what they are fed, though mostly
/// they do not: asked about as themselves, and never for longer than once.
final class Pliable {
  private static final Set<String> NAMES =
      Set.of(
          """
          sed zip man less more most at batch crontab m4 dc bc tmux screen sqlite3 psql mysql
          emacs nano pico nc ncat socat telnet ftp sftp scp tcpdump systemctl journalctl dpkg
          apt apt-get rpm dnf capsh ip openssl ctags pg_dump
          """
              .strip()
              .split("\\s+", -1));

  private Pliable() {}

  /// Whether consent to it says too little to be kept.
  static boolean is(String name) {
    return NAMES.contains(name);
  }
}
