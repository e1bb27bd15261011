package alpi.daemon.tool.index;

import alpi.daemon.base.OutputId;
import alpi.daemon.base.Vector;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.BlobLabels;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.recall.Finder;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.session.Near;
import java.util.List;
import java.util.Optional;

/// Finds what was filed for the owner to read.
final class OutputFinder implements Finder {
  private final CorpusIndex index;
  private final Outputs outputs;
  private final BlobStore blobs;
  private final OutputCorpus corpus;
  private final BlobLabels labels;

  OutputFinder(CorpusIndex index, Outputs outputs, BlobStore blobs, BlobLabels labels) {
    this.index = index;
    this.outputs = outputs;
    this.blobs = blobs;
    this.corpus = new OutputCorpus(outputs);
    this.labels = labels;
  }

  @Override
  public RecallScope scope() {
    return RecallScope.OUTPUTS;
  }

  @Override
  public Findings find(RecallQuery query, int most) {
    CorpusIndex.Found found = index.find(corpus, query.text(), query.period(), most);
    List<RecallHit> hits = found.hits().stream().map(this::hit).flatMap(Optional::stream).toList();
    return new Findings(hits, found.notices(), found.behind());
  }

  @Override
  public List<Near<RecallHit>> near(RecallQuery query, Vector question, int most) {
    return index.near(corpus, question, query.period(), most).stream()
        .flatMap(near -> near.map(this::hit).stream())
        .toList();
  }

  OutputCorpus corpus() {
    return corpus;
  }

  private Optional<RecallHit> hit(IndexHit hit) {
    Optional<Output> output = outputs.find(new OutputId(hit.name()));
    return output
        .flatMap(Output::text)
        .map(hash ->
            new RecallHit(
                RecallScope.OUTPUTS,
                new Pointer.Blob(hash, Optional.of(new Pointer.Span(hit.first(), hit.last())))
                    .toString(),
                output.get().at(),
                output.get().title(),
                hit.snippet(),
                labels(output.get())));
  }

  /// Of the conversation that it came out of; where none is known, the worst.
  private Labels labels(Output output) {
    Labels said =
        output
            .session()
            .map(session -> labels.session(session.value()))
            .orElse(Labels.of(Source.WEB, true));
    return output.text().flatMap(blobs::find).map(blob -> said.and(labels.of(blob))).orElse(said);
  }
}
