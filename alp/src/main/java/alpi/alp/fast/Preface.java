package alpi.alp.fast;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.Arrays;
import java.util.Optional;

/// The first bytes of a connection of the fast lane: `41 4C 50`, the number of the codec, and what
/// the connection is for. No session of version 1 begins with its first byte.
public final class Preface {
  public static final int BYTES = 5;

  /// By which a listener knows the lane.
  public static final byte FIRST = 0x41;

  /// How a peer says in its answer to `link.ping`, under `lanes`, that it speaks this lane.
  public static final String LANE = "fast1";

  /// How it says, there too, that it takes small blobs together on this lane.
  public static final String BATCH = "batch1";

  private static final byte[] MARK = {FIRST, 0x4c, 0x50, 0x02};

  /// What a connection is for.
  public enum Role {
    /// Short records alone, so that nothing large is ever in their way.
    CONTROL(0),
    /// Blobs, one after another.
    DATA(1);

    private final int number;

    Role(int number) {
      this.number = number;
    }
  }

  private Preface() {}

  public static byte[] of(Role role) {
    byte[] preface = Arrays.copyOf(MARK, BYTES);
    preface[BYTES - 1] = (byte) role.number;
    return preface;
  }

  public static Role read(byte[] preface) throws WireFault {
    Optional<Role> role =
        Arrays.stream(Role.values()).filter(one -> Arrays.equals(of(one), preface)).findFirst();
    if (role.isEmpty()) {
      throw new WireFault(Fault.BAD_RECORD, "no preface of the fast lane");
    }
    return role.get();
  }
}
