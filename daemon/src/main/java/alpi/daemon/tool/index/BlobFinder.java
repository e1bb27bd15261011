package alpi.daemon.tool.index;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.Vector;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.context.BlobLabels;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.recall.Finder;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.session.Near;
import java.util.List;
import java.util.Optional;

/// Finds what stands in stored content.
final class BlobFinder implements Finder {
  private final CorpusIndex index;
  private final BlobStore blobs;
  private final BlobCorpus corpus;
  private final BlobLabels labels;

  BlobFinder(CorpusIndex index, BlobStore blobs, Readings readings, BlobLabels labels) {
    this.index = index;
    this.blobs = blobs;
    this.corpus = new BlobCorpus(blobs, readings);
    this.labels = labels;
  }

  @Override
  public RecallScope scope() {
    return RecallScope.BLOBS;
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

  BlobCorpus corpus() {
    return corpus;
  }

  private Optional<RecallHit> hit(IndexHit hit) {
    Optional<Pointer.Span> lines =
        hit.lined() ? Optional.of(new Pointer.Span(hit.first(), hit.last())) : Optional.empty();
    var hash = new Sha256(hit.name());
    return blobs
        .find(hash)
        .filter(BlobCorpus::searched)
        .map(blob ->
            new RecallHit(
                RecallScope.BLOBS,
                new Pointer.Blob(hash, lines).toString(),
                blob.stored(),
                hit.title(),
                hit.snippet(),
                labels.said(blob)));
  }
}
