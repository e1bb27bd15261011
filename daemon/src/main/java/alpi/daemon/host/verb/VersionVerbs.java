package alpi.daemon.host.verb;

import alpi.alp.rpc.Role;
import alpi.alp.rpc.RpcCodec;
import alpi.alp.rpc.RpcId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.HostVerb.Lane;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What speaks here, whether it is alive, and how a stream is ended.
public final class VersionVerbs {
  private final Version version;

  public VersionVerbs(Version version) {
    this.version = version;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.version", "Tells which daemon answers and which protocol.", "{}")
            .by(Role.MEMBER)
            .on(Lane.QUICK)
            .serve(Nothing.class, Version.class, (_, _) -> version),
        HostVerb.named("host.ping", "Answers.", "{}")
            .by(Role.MEMBER)
            .on(Lane.QUICK)
            .serve(Nothing.class, Nothing.class, (_, _) -> Nothing.NOTHING),
        HostVerb.named("host.stream.close", "Ends a stream of the same connection.", "{\"id\":7}")
            .by(Role.MEMBER)
            .on(Lane.QUICK)
            .serve(CloseStream.class, Closed.class, VersionVerbs::close));
  }

  private static Closed close(CloseStream params, Call call) {
    return new Closed(call.stream().close(RpcCodec.id(params.id()).orElse(RpcId.NONE)));
  }

  /// @param started when the daemon did
  /// @param home the folder it owns
  public record Version(
      String name, String version, Protocol protocol, long pid, Instant started, String home) {}

  /// The protocol versions spoken.
  public record Protocol(int min, int max) {
    public static final Protocol ONE = new Protocol(1, 1);
  }

  /// @param id of the request that opened the stream
  record CloseStream(JsonNode id) {}

  record Closed(boolean closed) {}
}
