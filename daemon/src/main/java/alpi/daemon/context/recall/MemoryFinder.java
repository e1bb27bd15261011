package alpi.daemon.context.recall;

import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Vector;
import alpi.daemon.context.Memory;
import alpi.daemon.context.Passage;
import alpi.daemon.context.Pointer;
import alpi.daemon.context.memory.MemoryStore;
import alpi.daemon.context.memory.Remembered;
import alpi.daemon.context.memory.Standing;
import alpi.daemon.context.memory.Words;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Near;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds what memory has: what counts, never what waits for the owner; and the memory files that
/// the owner writes.
public final class MemoryFinder implements Finder {
  /// Characters of the memory files that are looked at.
  static final int MAX_FILE_CHARS = 200_000;

  private static final int SNIPPET_CHARS = 240;

  private final ProfileHome home;
  private final MemoryStore memories;
  private final Origins origins;

  public MemoryFinder(ProfileHome home, MemoryStore memories, Origins origins) {
    this.home = home;
    this.memories = memories;
    this.origins = origins;
  }

  @Override
  public RecallScope scope() {
    return RecallScope.MEMORY;
  }

  @Override
  public Findings find(RecallQuery query, int most) {
    List<RecallHit> hits = new ArrayList<>();
    memories.search(query.text(), Standing.LIVE, Math.min(most, MemoryStore.MAX_FOUND)).stream()
        .filter(memory -> query.period().holds(memory.reinforced()))
        .map(memory -> hit(memory, query.text()))
        .forEach(hits::add);
    Memory files = Memory.read(home, MAX_FILE_CHARS);
    Map<String, String> texts =
        Map.of("AGENT.md", files.agent(), "MEMORY.md", files.memory(), "USER.md", files.user());
    for (String name : List.of("USER.md", "MEMORY.md", "AGENT.md")) {
      file(name, texts.getOrDefault(name, ""), query).ifPresent(hits::add);
    }
    return Findings.whole(hits.subList(0, Math.min(most, hits.size())), List.of());
  }

  @Override
  public List<Near<RecallHit>> near(RecallQuery query, Vector question, int most) {
    return memories.near(question, query.period(), most).stream()
        .flatMap(near -> near.map(memory -> Optional.of(hit(memory, query.text()))).stream())
        .toList();
  }

  private static RecallHit hit(Remembered memory, String question) {
    return new RecallHit(
        RecallScope.MEMORY,
        memory.pointer(),
        memory.reinforced(),
        memory.lane().wire(),
        Passage.around(memory.text(), question, SNIPPET_CHARS),
        memory.labels());
  }

  private Optional<RecallHit> file(String name, String text, RecallQuery query) {
    List<String> held = Words.of(text);
    if (text.isEmpty() || Words.cues(query.text()).stream().noneMatch(held::contains)) {
      return Optional.empty();
    }
    Path path = home.memories().resolve(name);
    Labels labels = Labels.of(Source.OWNER, true).and(origins.of(SensitivePaths.resolve(path)));
    return changed(path)
        .filter(query.period()::holds)
        .map(at ->
            new RecallHit(
                RecallScope.MEMORY,
                new Pointer.Kept(name).toString(),
                at,
                "memory file",
                Passage.around(text, query.text(), SNIPPET_CHARS),
                labels));
  }

  private static Optional<Instant> changed(Path path) {
    try {
      return Optional.of(Files.getLastModifiedTime(path).toInstant());
    } catch (IOException _) {
      // It went away meanwhile: there is nothing to point at.
      return Optional.empty();
    }
  }
}
