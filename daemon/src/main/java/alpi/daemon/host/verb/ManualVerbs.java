package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.context.manual.Manual;
import alpi.daemon.context.manual.ManualHit;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import java.util.List;
import java.util.OptionalInt;

/// The manual that is packed with the program.
public final class ManualVerbs {
  private static final int USUAL = 5;

  private final Manual manual;

  public ManualVerbs(Manual manual) {
    this.manual = manual;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.manual.search",
                "Finds what the manual says about a question.",
                "{\"query\":\"add a peer\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(Search.class, Found.class, this::search),
        HostVerb.named(
                "host.manual.read",
                "Reads a page of the manual, or one section of it.",
                "{\"pointer\":\"README.md\"}")
            .fails(ErrorCode.NOT_FOUND)
            .serve(Read.class, Page.class, this::read));
  }

  private Found search(Search params, Call call) {
    int limit = Limit.of(params.limit(), USUAL);
    return new Found(manual.search(params.query(), limit).stream().map(Hit::of).toList());
  }

  private Page read(Read params, Call call) {
    return new Page(params.pointer(), manual.read(params.pointer()));
  }

  record Search(String query, OptionalInt limit) {}

  record Found(List<Hit> sections) {}

  /// @param pointer names the section in `host.manual.read`
  /// @param path the headings above it and its own
  record Hit(String pointer, String page, String path, String excerpt) {
    static Hit of(ManualHit hit) {
      return new Hit(
          hit.section().pointer(), hit.section().page(), hit.section().path(), hit.excerpt());
    }
  }

  /// @param pointer a page, or a section as `docs/OPERATIONS.md#watch-it`
  record Read(String pointer) {}

  record Page(String pointer, String text) {}
}
