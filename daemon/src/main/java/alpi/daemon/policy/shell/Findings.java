package alpi.daemon.policy.shell;

import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the walk over a command line has found so far.
final class Findings {
  private static final int MAX_READS = 256;
  private static final int MAX_WRITES = 256;

  private final List<Access> files = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private Tier tier = Tier.SAFE;
  private String reason = "it only reads";
  private boolean beyond;
  private boolean rememberable = true;
  private boolean network;
  private boolean wide;
  private int reads;
  private int writes;

  void tier(Tier found, String why) {
    if (found.compareTo(tier) > 0) {
      tier = found;
      reason = why;
    }
  }

  void danger(String why) {
    tier(Tier.DANGEROUS, why);
  }

  /// A program about which too little is known to keep consent to it.
  void opaque(String why) {
    tier(Tier.CAUTION, why);
    rememberable = false;
  }

  /// Something wraps something else: consent to it is not kept.
  void notKept() {
    rememberable = false;
  }

  void beyond() {
    beyond = true;
  }

  /// What it puts out may be what a host on the network says.
  void network() {
    network = true;
  }

  /// Which files it reads is not known from its words.
  void wide() {
    wide = true;
  }

  void read(String path, Tier found, String why) {
    tier(found, why);
    if (seen.add("r" + path)) {
      if (++reads <= MAX_READS || found != Tier.SAFE) {
        files.add(new Access(Capability.FS_READ, path, found, why));
      } else {
        wide();
      }
    }
  }

  void write(String path, Tier found, String why) {
    tier(found, why);
    if (seen.add("w" + path)) {
      files.add(new Access(Capability.FS_WRITE, path, found, why));
      if (++writes > MAX_WRITES) {
        throw new Cursor.Refused("it writes more than " + MAX_WRITES + " files", true);
      }
    }
  }

  boolean dangerous() {
    return tier == Tier.DANGEROUS;
  }

  Tier tier() {
    return tier;
  }

  String reason() {
    return reason;
  }

  boolean reaches() {
    return beyond;
  }

  boolean networked() {
    return network;
  }

  boolean readsWidely() {
    return wide;
  }

  boolean rememberable() {
    return rememberable;
  }

  List<Access> files() {
    return List.copyOf(files);
  }
}
