package alpi.daemon.config;

import java.util.List;

/// The operating system's sandbox around commands.
public record SandboxConfig(
    @Doc(
            "When commands run inside it: auto (in runs that nobody attends, and in a strict"
                + " posture), required (always) or off (never).")
        SandboxMode mode,
    @Doc(
            value = "Further folders that commands inside may read, for example /opt/node.",
            pattern = "/[^\\p{Cntrl}]{1,1000}",
            expected = "an absolute path")
        List<String> read,
    @Doc("How much a command inside may use; past a limit it is ended.") Limits limits) {
  public SandboxConfig {
    read = List.copyOf(read);
  }

  public record Limits(
      @Doc(value = "Memory of all its processes.", min = "16MiB", max = "1024GiB") ByteSize memory,
      @Doc(value = "Processes at the same time.", min = "4", max = "100000") int processes,
      @Doc(value = "Open files of one process.", min = "32", max = "1000000") int openFiles,
      @Doc(value = "Size of one file it writes.", min = "1MiB", max = "1024GiB") ByteSize fileSize,
      @Doc(
              value = "Room in its private /tmp, and as much in its private home.",
              min = "1MiB",
              max = "64GiB")
          ByteSize scratch,
      @Doc(value = "What it may put out.", min = "1MiB", max = "64GiB") ByteSize output,
      @Doc(
              value = "Room on the workspace's disk that it must leave free.",
              min = "1MiB",
              max = "1024GiB")
          ByteSize diskReserve) {}

  /// What holds where the file says nothing.
  static final SandboxConfig DEFAULTS =
      new SandboxConfig(
          SandboxMode.AUTO,
          List.of(),
          new Limits(
              new ByteSize(4L << 30),
              512,
              4096,
              new ByteSize(8L << 30),
              new ByteSize(1L << 30),
              new ByteSize(256L << 20),
              new ByteSize(512L << 20)));
}
