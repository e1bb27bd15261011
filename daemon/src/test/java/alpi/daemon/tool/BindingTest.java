package alpi.daemon.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.base.SessionId;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Tier;
import alpi.daemon.session.Message.Call;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// AG-06: consent is bound to bytes, so a call that differs in any of them has another binding.
class BindingTest {
  private static final int MUTATIONS = 600;

  @TempDir Path dir;

  /// Everything that a binding covers.
  private record Facts(
      String tool,
      String path,
      String target,
      Tier tier,
      Map<String, String> binding,
      int session) {}

  @Test
  void everyMutationOfACallHasABindingOfItsOwn() {
    try (var bench = new Bench(dir)) {
      var sessions = List.of(bench.session, bench.ids.session(), bench.ids.session());
      var base =
          new Facts("one", "p", "/ws/p", Tier.SAFE, Map.of("exe", "/bin/x 1", "cwd", "/ws"), 0);
      Sha256 bound = binding(base, bench, sessions);
      assertEquals(bound, binding(base, bench, sessions));
      Set<Facts> seen = new HashSet<>(Set.of(base));
      Set<Sha256> bindings = new HashSet<>(Set.of(bound));
      for (long seed = 0; seen.size() <= MUTATIONS; seed++) {
        Facts mutated = mutated(base, new Random(seed));
        if (seen.add(mutated)) {
          assertTrue(bindings.add(binding(mutated, bench, sessions)), "seed " + seed);
        }
      }
    }
  }

  @Test
  void theWayArgumentsAreWrittenDoesNotMatter() {
    try (var bench = new Bench(dir)) {
      var context = bench.scope().context("c", new Agreeing(), new Holding(bench.cancel));
      Registered<?> tool = Registered.of(bench.tools.getFirst());
      bench.file("p", "x");
      Sha256 one =
          Prepared.of(tool, new Call("c", "read", "{\"path\":\"p\",\"limit\":5}"), context)
              .binding();
      Sha256 two =
          Prepared.of(
                  tool,
                  new Call("c", "read", "{ \"limit\" : 5, \"offset\":null, \"path\":\"\\u0070\" }"),
                  context)
              .binding();
      assertEquals(one, two);
    }
  }

  private static Facts mutated(Facts base, Random random) {
    String other = Integer.toString(random.nextInt(400), 36);
    return switch (random.nextInt(6)) {
      case 0 ->
          new Facts(
              random.nextBoolean() ? "two" : "three",
              base.path() + other,
              base.target(),
              base.tier(),
              base.binding(),
              base.session());
      case 1 ->
          new Facts(
              base.tool(), base.path() + other, base.target(), base.tier(), base.binding(), 0);
      case 2 ->
          new Facts(
              base.tool(), base.path(), base.target() + other, base.tier(), base.binding(), 0);
      case 3 -> new Facts(base.tool(), base.path(), base.target(), Tier.CAUTION, base.binding(), 1);
      case 4 -> {
        var facts = new TreeMap<>(base.binding());
        facts.put(new ArrayList<>(facts.keySet()).get(random.nextInt(facts.size())), other);
        yield new Facts(base.tool(), base.path(), base.target(), base.tier(), facts, 0);
      }
      default ->
          new Facts(
              base.tool(),
              base.path(),
              base.target(),
              base.tier(),
              Map.of("exe", "/bin/x 1", "cwd", "/ws", "added" + other, ""),
              random.nextInt(3));
    };
  }

  private static Sha256 binding(Facts facts, Bench bench, List<SessionId> sessions) {
    bench.session = sessions.get(facts.session());
    String arguments = Json.text(Json.object().put("path", facts.path()));
    return Prepared.of(
            Registered.of(new Fixed(facts)),
            new Call("c", facts.tool(), arguments),
            bench.scope().context("c", new Agreeing(), new Holding(bench.cancel)))
        .binding();
  }

  private record Fixed(Facts facts) implements Tool<Fixed.Arguments> {
    record Arguments(@Doc String path) {}

    @Override
    public ToolSpec spec() {
      return ToolSpec.of(
          facts.tool(), "", ToolTrait.CORE, ToolTrait.IDEMPOTENT, ToolTrait.PARALLEL);
    }

    @Override
    public Class<Arguments> arguments() {
      return Arguments.class;
    }

    @Override
    public Plan plan(Arguments arguments, ToolContext context) {
      var access = new Access(Capability.FS_WRITE, facts.target(), facts.tier(), "");
      return new Plan(List.of(access), "", facts.binding());
    }

    @Override
    public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
      return ToolResult.ok("", Labels.NONE);
    }
  }

  /// Lets everything pass that shows while a call runs.
  private static final class Agreeing implements Consents {
    @Override
    public Pass require(Access access, String summary) {
      return new Pass("agreed", List.of(), true);
    }

    @Override
    public Optional<Pass> free(Access access) {
      return Optional.of(new Pass("agreed", List.of(), true));
    }
  }
}
