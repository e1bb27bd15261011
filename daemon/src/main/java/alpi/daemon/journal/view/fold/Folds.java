package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.view.View;
import java.util.List;

/// Every view there is.
public final class Folds {
  private Folds() {}

  /// By their ids, in the order of the alphabet.
  public static List<View> all() {
    return List.of(
        new ApprovalsView(),
        new AuditView(),
        new BlobsView(),
        new ConfigView(),
        new ContextView(),
        new EgressView(),
        new GrantsView(),
        new HealthView(),
        new JobsView(),
        new MemoryView(),
        new OutputsView(),
        new PeersView(),
        new RunsView(),
        new SchedulesView(),
        new SessionsView(),
        new TransfersView(),
        new UsageView());
  }
}
