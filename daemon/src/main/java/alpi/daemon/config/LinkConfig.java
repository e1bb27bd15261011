package alpi.daemon.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/// The link with other profiles and daemons.
public record LinkConfig(
    @Doc(
            value =
                "Where peers reach this profile: an address of this machine and a port, as in"
                    + " 127.0.0.1:7423. Empty means nowhere.",
            pattern = "|(?:[0-9.]{7,15}|\\[[0-9A-Fa-f:.]{2,45}\\]|localhost):[0-9]{1,5}",
            expected = "an address of this machine and a port, as in 127.0.0.1:7423 or [::1]:7423")
        String listen,
    @Doc(
            "Whether `listen` may be a public address, or all addresses of the machine. Else only"
                + " loopback and private ones.")
        boolean allowPublic,
    @Doc(value = "Longest silence of a peer that was asked something.", min = "1s", max = "1d")
        Duration idleTimeout,
    @Doc(
            value = "Longest answer of a peer, and to one. Absent means no limit.",
            min = "1s",
            max = "7d")
        Optional<Duration> maxDuration,
    @Doc(
            value = "US dollars that one question of a peer may cost here.",
            min = "0",
            max = "1000000")
        Optional<BigDecimal> askUsd,
    @Doc(
            value = "US dollars that all questions of one peer may cost here in a day.",
            min = "0",
            max = "1000000")
        Optional<BigDecimal> peerDailyUsd,
    @Doc(
            value = "Most bytes that the blobs of one peer have together here.",
            min = "0B",
            max = "1024GiB")
        ByteSize peerQuota,
    @Doc(
            value =
                "Bytes that stay free on the disk, whatever peers send. Absent means 2 GiB or 5 %"
                    + " of the disk, whichever is more.",
            min = "0B",
            max = "1024GiB")
        Optional<ByteSize> freeSpace,
    @Doc(
            "Whether this profile and its peers show each other where their records end, so that"
                + " each can tell when the other's was replaced.")
        boolean witness) {
  /// What holds where the file says nothing.
  static final LinkConfig DEFAULTS =
      new LinkConfig(
          "",
          false,
          Duration.ofSeconds(60),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new ByteSize(8L << 30),
          Optional.empty(),
          true);
}
