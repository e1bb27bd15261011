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

  private static final Set<String> REMOTE =
      Set.of("push", "fetch", "pull", "clone", "ls-remote", "submodule", "send-email");

  /// Programs that talk to hosts besides those that only fetch.
  private static final Set<String> SPEAKERS =
      Set.of(
          "ssh",
          "rsync",
          "gh",
          "glab",
          "gcloud",
          "az",
          "kubectl",
          "helm",
          "dig",
          "nslookup",
          "host",
          "whois",
          "mail",
          "mutt",
          "docker",
          "podman",
          "brew",
          "snap",
          "flatpak",
          "yt-dlp",
          "youtube-dl",
          "hg",
          "svn",
          "npx",
          "pnpx",
          "bunx",
          "uvx",
          "pipx");

  /// Programs that fetch with some of their verbs.
  private static final Set<String> INSTALLERS =
      Set.of(
          "npm",
          "pnpm",
          "yarn",
          "bun",
          "deno",
          "pip",
          "pip3",
          "uv",
          "poetry",
          "conda",
          "cargo",
          "go",
          "gem",
          "bundle",
          "composer",
          "apt",
          "apt-get",
          "dnf",
          "yum",
          "apk",
          "pacman");

  private static final Set<String> INSTALLS =
      Set.of(
          "install",
          "i",
          "ci",
          "add",
          "update",
          "upgrade",
          "get",
          "sync",
          "download",
          "search",
          "view",
          "info",
          "show",
          "exec",
          "dlx",
          "create",
          "init",
          "fetch",
          "-S",
          "-Sy",
          "-Syu");

  private Reach() {}

  /// Whether what it puts out, or leaves behind, may be what a host on the network says.
  static boolean networked(String name, List<String> argv) {
    if (FETCHERS.contains(name) || SPEAKERS.contains(name)) {
      return true;
    }
    List<String> verbs = argv.subList(1, argv.size());
    return (name.equals("git") && verbs.stream().anyMatch(REMOTE::contains))
        || (INSTALLERS.contains(name) && verbs.stream().anyMatch(INSTALLS::contains));
  }

  static boolean fetches(String name) {
    return FETCHERS.contains(name);
  }

  static boolean far(String name, List<String> argv) {
    boolean remote = name.equals("git") && argv.stream().anyMatch(REMOTE::contains);
    boolean publishes =
        argv.size() > 1 && Set.of("publish", "login", "deploy").contains(argv.get(1));
    return FETCHERS.contains(name) || FAR.contains(name) || remote || publishes;
  }
}
