package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.RpcCodec;
import alpi.alp.rpc.RpcError;
import alpi.alp.rpc.RpcId;
import alpi.alp.rpc.RpcMessage.Failure;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.alp.rpc.Verb;
import alpi.alp.rpc.VerbRegistry;
import alpi.alp.rpc.WireRecords;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// From a method's name and params to the bytes of the answer: finds the verb, checks who asks,
/// decodes, runs, encodes.
public final class Dispatch {
  private final Map<String, HostVerb<?, ?>> verbs;
  private final VerbRegistry registry;
  private final ErrorMap errors;
  private final CallLog calls;
  private final int resultBytes;
  private final AnswerMemory memory;

  /// @param calls is told of every call that changes or approves something
  public Dispatch(List<HostVerb<?, ?>> verbs, ErrorMap errors, CallLog calls, HostLimits limits) {
    this.registry = new VerbRegistry(verbs.stream().<Verb<?, ?>>map(HostVerb::verb).toList());
    this.verbs =
        verbs.stream()
            .collect(Collectors.toUnmodifiableMap(verb -> verb.verb().name(), Function.identity()));
    this.errors = errors;
    this.calls = calls;
    this.resultBytes = limits.resultBytes();
    this.memory = new AnswerMemory(limits.answerBytes());
  }

  public VerbRegistry registry() {
    return registry;
  }

  @Nullable HostVerb<?, ?> find(String method) {
    return verbs.get(method);
  }

  static byte[] unknown(RpcId id, String method) {
    return failure(
        id, RpcError.of(ErrorCode.METHOD_NOT_FOUND, "There is no method `" + brief(method) + "`."));
  }

  /// The answer to a request that failed.
  public static byte[] failure(RpcId id, RpcError error) {
    return RpcCodec.encode(new Failure(id, error));
  }

  /// How much of the memory for large answers is free.
  long freeBytes() {
    return memory.free();
  }

  /// An empty answer, or the beginning of several that travel together.
  AnswerBuffer buffer() {
    return new AnswerBuffer(memory, resultBytes);
  }

  /// Serves one request on the calling thread.
  ///
  /// @return the answer, without a newline
  public byte[] answer(Request request, Call call) {
    HostVerb<?, ?> verb = find(request.method());
    if (verb == null) {
      return unknown(request.id(), request.method());
    }
    AnswerBuffer out = buffer();
    answer(verb, request.id(), request.params(), call, out);
    byte[] bytes = out.toBytes();
    out.release();
    return bytes;
  }

  /// Serves one call on the calling thread and adds its answer. Never throws: failures become the
  /// answer.
  void answer(
      HostVerb<?, ?> verb, RpcId id, Optional<JsonNode> params, Call call, AnswerBuffer out) {
    int before = out.length();
    Optional<RpcError> failed;
    try {
      RpcCodec.encodeResult(id, run(verb, params, call), out);
      failed = out.refusal();
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      failed = Optional.of(errors.of(verb.verb().name(), e));
    }
    if (failed.isPresent()) {
      out.rollback(before);
      out.force(failure(id, failed.get()));
    }
  }

  private <P extends Record, R extends Record> R run(
      HostVerb<P, R> verb, Optional<JsonNode> params, Call call) throws InterruptedException {
    call.caller().demand(verb.verb(), params);
    if (!verb.verb().mutating()) {
      return verb.handler().answer(WireRecords.params(verb.verb().params(), params), call);
    }
    CallLog.Failing entry = calls.called(verb.verb(), params, call.caller());
    boolean ended = false;
    try {
      R result = verb.handler().answer(WireRecords.params(verb.verb().params(), params), call);
      ended = true;
      return result;
    } catch (Problem e) {
      ended = true;
      entry.failed(e.code());
      throw e;
    } finally {
      if (!ended) {
        entry.failed(ErrorCode.INTERNAL);
      }
    }
  }

  private static String brief(String method) {
    return method.length() <= 64 ? method : method.substring(0, 64) + "…";
  }
}
