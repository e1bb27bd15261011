package alpi.daemon.egress;

import java.net.Inet4Address;
import java.net.InetAddress;

/// Sorts addresses by who can be behind them, from the IANA special-purpose registries (RFC 6890
/// and successors). What no rule names as public is not public.
public final class AddressRules {
  private AddressRules() {}

  /// Who can be behind an address.
  public enum Zone {
    /// Anyone on the internet.
    PUBLIC,
    /// This machine or the network around it; reachable only when the owner named it.
    PRIVATE,
    /// Metadata services, groups, tunnels to other address families, documentation: never dialled.
    FORBIDDEN
  }

  public static Zone classify(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address || bytes.length == 4 ? four(bytes) : six(bytes);
  }

  private static Zone four(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    int third = b[2] & 0xff;
    return switch (first) {
      case 10, 127 -> Zone.PRIVATE;
      case 0 -> Zone.FORBIDDEN;
      case 100 -> carrier(second, third, b[3] & 0xff);
      case 169 -> second == 254 ? Zone.FORBIDDEN : Zone.PUBLIC;
      case 172 -> second >= 16 && second < 32 ? Zone.PRIVATE : Zone.PUBLIC;
      case 192 -> block192(second, third);
      case 198 ->
          second == 18 || second == 19 || (second == 51 && third == 100)
              ? Zone.FORBIDDEN
              : Zone.PUBLIC;
      case 203 -> second == 0 && third == 113 ? Zone.FORBIDDEN : Zone.PUBLIC;
      // Azure's metadata and DNS address lies in public space.
      case 168 ->
          second == 63 && third == 129 && (b[3] & 0xff) == 16 ? Zone.FORBIDDEN : Zone.PUBLIC;
      default -> first >= 224 ? Zone.FORBIDDEN : Zone.PUBLIC;
    };
  }

  private static Zone carrier(int second, int third, int fourth) {
    boolean shared = second >= 64 && second < 128;
    boolean metadata = second == 100 && third == 100 && fourth == 200;
    if (metadata) {
      return Zone.FORBIDDEN;
    }
    return shared ? Zone.PRIVATE : Zone.PUBLIC;
  }

  private static Zone block192(int second, int third) {
    if (second == 168) {
      return Zone.PRIVATE;
    }
    boolean assignments = second == 0 && (third == 0 || third == 2);
    boolean relay = second == 88 && third == 99;
    return assignments || relay ? Zone.FORBIDDEN : Zone.PUBLIC;
  }

  private static Zone six(byte[] b) {
    if (isLoopback(b)) {
      return Zone.PRIVATE;
    }
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    if ((first & 0xfe) == 0xfc) {
      return isAwsMetadata(b) ? Zone.FORBIDDEN : Zone.PRIVATE;
    }
    // Global unicast is 2000::/3 alone; mapped, compatible, NAT64 and link-local fall outside.
    if ((first & 0xe0) != 0x20) {
      return Zone.FORBIDDEN;
    }
    int third = b[2] & 0xff;
    boolean teredoAndProtocols = first == 0x20 && second == 0x01 && third < 0x02;
    boolean documentation =
        (first == 0x20 && second == 0x01 && third == 0x0d && (b[3] & 0xff) == 0xb8)
            || (first == 0x3f && second == 0xff);
    boolean sixToFour = first == 0x20 && second == 0x02;
    return teredoAndProtocols || documentation || sixToFour ? Zone.FORBIDDEN : Zone.PUBLIC;
  }

  private static boolean isLoopback(byte[] b) {
    for (int i = 0; i < 15; i++) {
      if (b[i] != 0) {
        return false;
      }
    }
    return b[15] == 1;
  }

  /// fd00:ec2::254 and its neighbours.
  private static boolean isAwsMetadata(byte[] b) {
    return (b[0] & 0xff) == 0xfd && b[1] == 0 && b[2] == 0x0e && (b[3] & 0xff) == 0xc2;
  }
}
