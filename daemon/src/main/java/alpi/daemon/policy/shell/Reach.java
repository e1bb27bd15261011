package alpi.daemon.policy.shell;

import java.util.List;
import java.util.Set;

/// Which programs reach beyond the workspace, and which fetch from the network.
final class Reach {
  private static final Set<String> FETCHERS =
      Set.of(
          "curl", "wget", "wget2", "fetch", "aria2c", "http", "https", "httpie", "xh", "lynx",
          "w3m", "links", "elinks", "ftp", "lftp", "ncftp", "tftp", "nc", "ncat", "netcat", "socat",
          "telnet", "scp", "sftp", "gsutil", "aws", "axel", "curlie", "openssl");
  private static final Set<String> FAR =
      Set.of(
          "sudo",
          "su",
          "doas",
          "pkexec",
          "runuser",
          "ssh",
          "rsync",
          "docker",
          "podman",
          "kubectl",
          "helm",
          "systemctl",
          "service",
          "launchctl",
          "apt",
          "apt-get",
          "dpkg",
          "dnf",
          "yum",
          "rpm",
          "pacman",
          "apk",
          "brew",
          "snap",
          "flatpak",
          "kill",
          "pkill",
          "killall",
          "mount",
          "umount",
          "crontab",
          "at",
          "batch",
          "useradd",
          "userdel",
          "usermod",
          "passwd",
          "iptables",
          "nft",
          "ip",
          "ifconfig",
          "chroot",
          "nsenter",
          "unshare",
          "gh",
          "gcloud",
          "az",
          "terraform",
          "ansible",
          "ansible-playbook",
          "mail",
          "sendmail",
          "mutt",
          "gpg",
          "sysctl",
          "modprobe",
          "insmod",
          "rmmod",
          "dig",
          "nslookup",
          "host",
          "ping",
          "nmap",
          "traceroute",
          "whois",
          "xdg-open",
          "open",
          "osascript",
          "tmux",
          "screen",
          "dbus-send",
          "gdbus",
          "busctl",
          "journalctl",
          "loginctl",
          "ssh-add",
          "ssh-keygen",
          "security");

  private Reach() {}

  static boolean fetches(String name) {
    return FETCHERS.contains(name);
  }

  static boolean far(String name, List<String> argv) {
    boolean remote =
        name.equals("git")
            && argv.stream()
                .anyMatch(w ->
                    Set.of("push", "fetch", "pull", "clone", "ls-remote", "submodule", "send-email")
                        .contains(w));
    boolean publishes =
        argv.size() > 1 && Set.of("publish", "login", "deploy").contains(argv.get(1));
    return FETCHERS.contains(name) || FAR.contains(name) || remote || publishes;
  }
}
