package alpi.daemon.blob;

import alpi.alp.blob.Sha256;
import java.util.List;

/// What a sweep removed, or would remove.
///
/// @param bytes their size together
public record GcReport(List<Sha256> swept, long bytes, boolean dryRun) {
  public GcReport {
    swept = List.copyOf(swept);
  }
}
