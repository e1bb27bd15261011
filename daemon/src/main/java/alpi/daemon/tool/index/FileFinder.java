package alpi.daemon.tool.index;

import alpi.daemon.base.Vector;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.recall.Finder;
import alpi.daemon.context.recall.Findings;
import alpi.daemon.context.recall.RecallHit;
import alpi.daemon.context.recall.RecallQuery;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Near;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Finds what stands in the files of the folder that a question names. What was deleted or put off
/// limits since it was read is not found any more.
final class FileFinder implements Finder {
  private final CorpusIndex index;
  private final Function<Path, FileCorpus> corpora;
  private final SensitivePaths sensitive;
  private final Origins origins;

  FileFinder(
      CorpusIndex index,
      Function<Path, FileCorpus> corpora,
      SensitivePaths sensitive,
      Origins origins) {
    this.index = index;
    this.corpora = corpora;
    this.sensitive = sensitive;
    this.origins = origins;
  }

  @Override
  public RecallScope scope() {
    return RecallScope.FILES;
  }

  @Override
  public Findings find(RecallQuery query, int most) {
    if (query.folder().isEmpty()) {
      return Findings.whole(
          List.of(), List.of("files was not searched: no folder is named to look in."));
    }
    Path folder = sensitive.readable(query.folder().get());
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Findings.whole(List.of(), List.of("files was not searched: that is no folder."));
    }
    FileCorpus corpus = corpora.apply(folder);
    CorpusIndex.Found found = index.find(corpus, query.text(), query.period(), most);
    List<RecallHit> hits = new ArrayList<>();
    for (IndexHit hit : found.hits()) {
      hit(corpus, hit).ifPresent(hits::add);
    }
    return new Findings(hits, found.notices(), found.behind());
  }

  @Override
  public List<Near<RecallHit>> near(RecallQuery query, Vector question, int most) {
    if (query.folder().isEmpty()) {
      return List.of();
    }
    FileCorpus corpus = corpora.apply(sensitive.readable(query.folder().get()));
    return index.near(corpus, question, query.period(), most).stream()
        .flatMap(near -> near.map(hit -> hit(corpus, hit)).stream())
        .toList();
  }

  private Optional<RecallHit> hit(FileCorpus corpus, IndexHit hit) {
    Path path = corpus.path(hit.folder(), hit.name());
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || sensitive.read(path).isPresent()) {
      return Optional.empty();
    }
    Optional<Pointer.Span> lines =
        hit.lined() ? Optional.of(new Pointer.Span(hit.first(), hit.last())) : Optional.empty();
    String pointer = new Pointer.File(path.toString(), lines).toString();
    return pointer.length() > Pointer.MAX_CHARS
        ? Optional.empty()
        : Optional.of(
            new RecallHit(
                RecallScope.FILES,
                pointer,
                hit.at(),
                hit.path(),
                hit.snippet(),
                Labels.of(Source.WORKSPACE, true).and(origins.of(path))));
  }
}
