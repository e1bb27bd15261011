package alpi.daemon.base;

import java.nio.file.Path;

/// Every path that belongs to one profile. Directories are 0700 and files 0600, whatever the umask.
public record ProfileHome(ProfileName name, Path dir) {
  public Path config() {
    return dir.resolve("config.yaml");
  }

  /// API keys and other secrets, one `NAME=value` a line.
  public Path env() {
    return dir.resolve(".env");
  }

  public Path journal() {
    return dir.resolve("journal.db");
  }

  public Path sessions() {
    return dir.resolve("sessions");
  }

  /// Rebuildable: may be deleted at any time.
  public Path sessionIndex() {
    return sessions().resolve("index.db");
  }

  /// Indexes of files, stored content and outputs. Rebuildable: may be deleted at any time.
  public Path indexes() {
    return dir.resolve("index");
  }

  public Path memories() {
    return dir.resolve("memories");
  }

  /// What the agent keeps of its own accord, beside the files that the owner writes.
  public Path memoryStore() {
    return dir.resolve("memory.db");
  }

  public Path blobs() {
    return dir.resolve("alp").resolve("blobs");
  }

  /// The key pair of the profile; closed to everybody else.
  public Path linkSecrets() {
    return dir.resolve("alp").resolve("secrets");
  }

  /// The peers whose keys the owner pinned.
  public Path peers() {
    return dir.resolve("alp").resolve("peers.yaml");
  }

  /// Strangers who knocked.
  public Path pendingPeers() {
    return dir.resolve("alp").resolve("pending_peers.yaml");
  }

  /// Where turns of peers work in a profile that names no workspace: an empty folder.
  public Path peerDesk() {
    return dir.resolve("run").resolve("peers");
  }

  /// The checkpoints of the journal and the key that signs them: outside the file they vouch for.
  public Path audit() {
    return dir.resolve("audit");
  }

  /// The sockets of the egress gate, one folder a job.
  public Path gate() {
    return dir.resolve("run").resolve("gate");
  }

  /// Logs and state of shell commands left running in the background.
  public Path background() {
    return dir.resolve("run").resolve("bg");
  }

  /// What the browser keeps: sign-ins, and all that it writes while it runs.
  public Path browser() {
    return dir.resolve("browser");
  }

  /// Where the driver of Playwright lies, unpacked once for all profiles of the machine.
  public Path browserDriver() {
    Path root = name.isDefault() ? dir : dir.resolve("..").resolve("..").normalize();
    return root.resolve("lib").resolve("playwright");
  }

  /// Files of sandboxes while commands run in them.
  public Path sandboxes() {
    return dir.resolve("run").resolve("sandbox");
  }
}
