package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Role;
import alpi.alp.rpc.Verb;
import java.util.List;
import java.util.Optional;

/// A verb together with the code that serves it.
///
/// @param lane where that code runs
public record HostVerb<P extends Record, R extends Record>(
    Verb<P, R> verb, Lane lane, Handler<P, R> handler) {
  public HostVerb {
    if (verb.mutating() && lane == Lane.QUICK) {
      throw new IllegalArgumentException("a verb that changes something waits for its record");
    }
  }

  /// Serves one call. May block unless the verb is [Lane#QUICK].
  @FunctionalInterface
  public interface Handler<P extends Record, R extends Record> {
    /// @throws alpi.alp.rpc.Problem what the client is told
    R answer(P params, Call call) throws InterruptedException;
  }

  /// Where a verb's code runs.
  public enum Lane {
    /// On the connection's thread, in the order of arrival: pure memory, never blocks.
    QUICK,
    /// On a virtual thread of its own.
    OWN_THREAD
  }

  /// Begins the description of a verb.
  ///
  /// @param doc one sentence
  /// @param example params as JSON text
  public static Spec named(String name, String doc, String example) {
    return new Spec(
        name, doc, example, Optional.empty(), false, false, false, Lane.OWN_THREAD, List.of());
  }

  /// A verb that still lacks its code.
  ///
  /// @param role who may call it; where nothing is said, what reads is for admins and what changes
  ///   something for the owner
  public record Spec(
      String name,
      String doc,
      String example,
      Optional<Role> role,
      boolean mutates,
      boolean atHome,
      boolean streams,
      Lane lane,
      List<ErrorCode> errors) {
    private static final String SINCE = "0.1.0";

    public Spec by(Role least) {
      return new Spec(
          name, doc, example, Optional.of(least), mutates, atHome, streams, lane, errors);
    }

    public Spec mutating() {
      return new Spec(name, doc, example, role, true, atHome, streams, lane, errors);
    }

    /// Served on the machine's own socket and nowhere else.
    public Spec local() {
      return new Spec(name, doc, example, role, mutates, true, streams, lane, errors);
    }

    public Spec streaming() {
      return new Spec(name, doc, example, role, mutates, atHome, true, lane, errors);
    }

    public Spec on(Lane where) {
      return new Spec(name, doc, example, role, mutates, atHome, streams, where, errors);
    }

    public Spec fails(ErrorCode... with) {
      return new Spec(name, doc, example, role, mutates, atHome, streams, lane, List.of(with));
    }

    public <P extends Record, R extends Record> HostVerb<P, R> serve(
        Class<P> params, Class<R> result, Handler<P, R> handler) {
      Verb<P, R> verb =
          new Verb<>(
              name,
              params,
              result,
              role.orElse(mutates ? Role.OWNER : Role.ADMIN),
              mutates,
              atHome,
              streams,
              SINCE,
              doc,
              example,
              errors);
      return new HostVerb<>(verb, lane, handler);
    }
  }
}
