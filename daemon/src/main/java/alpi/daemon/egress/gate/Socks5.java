package alpi.daemon.egress.gate;

import alpi.daemon.egress.CanonicalHost;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/// The server's side of SOCKS5 (RFC 1928) with user and password (RFC 1929): CONNECT alone, and
/// never without the job's token.
final class Socks5 {
  /// First byte of every message.
  static final int VERSION = 5;

  private static final int PASSWORD = 2;
  private static final int NOTHING_FITS = 0xff;
  private static final int CONNECT = 1;
  private static final int IP4 = 1;
  private static final int NAME = 3;
  private static final int IP6 = 4;

  private Socks5() {}

  /// Takes greeting, password and request.
  ///
  /// @param token whether a password is the job's token
  /// @throws GateRefusal to be answered by [#refuse], unless its kind is `UNKNOWN`: that is
  ///   answered here
  static Destination request(PeekInput in, OutputStream out, Predicate<String> token)
      throws IOException {
    greet(in, out);
    expect(in, 1);
    in.must(in.must());
    String password = new String(in.must(in.must()), StandardCharsets.ISO_8859_1);
    if (!token.test(password)) {
      out.write(new byte[] {1, 1});
      throw new GateRefusal(GateRefusal.Kind.UNKNOWN, "This is not the job's token.");
    }
    out.write(new byte[] {1, 0});
    return target(in);
  }

  private static void greet(PeekInput in, OutputStream out) throws IOException {
    expect(in, VERSION);
    boolean offered = false;
    for (byte method : in.must(in.must())) {
      offered |= method == PASSWORD;
    }
    if (!offered) {
      out.write(new byte[] {VERSION, (byte) NOTHING_FITS});
      throw new GateRefusal(
          GateRefusal.Kind.UNKNOWN, "The gate takes user and password and nothing less.");
    }
    out.write(new byte[] {VERSION, PASSWORD});
  }

  private static Destination target(PeekInput in) throws IOException {
    expect(in, VERSION);
    int command = in.must();
    expect(in, 0);
    Optional<CanonicalHost> host =
        switch (in.must()) {
          case IP4 -> address(in.must(4));
          case IP6 -> address(in.must(16));
          case NAME -> name(in.must(in.must()));
          default -> Optional.empty();
        };
    int port = in.must() << 8 | in.must();
    if (command != CONNECT) {
      throw new GateRefusal(
          GateRefusal.Kind.UNSUPPORTED, "The gate connects; it neither listens nor sends UDP.");
    }
    if (host.isEmpty() || port == 0) {
      throw GateRefusal.malformed("its destination cannot be read in one way");
    }
    return new Destination(host.get(), port);
  }

  /// What is no ASCII has more than one reading.
  private static Optional<CanonicalHost> name(byte[] bytes) {
    for (byte each : bytes) {
      if (each <= ' ') {
        return Optional.empty();
      }
    }
    return CanonicalHost.parse(new String(bytes, StandardCharsets.US_ASCII));
  }

  private static Optional<CanonicalHost> address(byte[] bytes) throws IOException {
    return CanonicalHost.parse(InetAddress.getByAddress(bytes).getHostAddress());
  }

  private static void expect(PeekInput in, int value) throws IOException {
    if (in.must() != value) {
      throw GateRefusal.malformed("that is not SOCKS5");
    }
  }

  /// Says that the connection stands.
  static void accept(OutputStream out) throws IOException {
    reply(out, 0);
  }

  static void refuse(OutputStream out, GateRefusal refusal) throws IOException {
    reply(out, refusal.kind().socks());
  }

  private static void reply(OutputStream out, int code) throws IOException {
    out.write(new byte[] {VERSION, (byte) code, 0, IP4, 0, 0, 0, 0, 0, 0});
  }
}
