package alpi.daemon.tool.index;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.OutputId;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was filed for the owner to read, as far as it has words.
final class OutputCorpus implements Corpus {
  private final Outputs outputs;

  OutputCorpus(Outputs outputs) {
    this.outputs = outputs;
  }

  @Override
  public String name() {
    return "outputs";
  }

  @Override
  public Optional<String> walk(Walker walker) {
    Map<String, Stamp> entries = new LinkedHashMap<>();
    for (Output each : outputs.list(false, Outputs.MAX_LISTED)) {
      if (each.text().isPresent()) {
        entries.put(each.id().value(), new Stamp(each.bytes(), each.at().toEpochMilli(), ""));
      }
    }
    walker.folder("", entries);
    return Optional.empty();
  }

  @Override
  public Content read(String folder, String name) {
    Optional<Output> output = outputs.find(new OutputId(name)).filter(it -> it.text().isPresent());
    if (output.isEmpty()) {
      return new Content.Gone();
    }
    try {
      String text = outputs.text(output.get());
      String hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
      return new Content.Words(hash, output.get().title(), text, true, "");
    } catch (Problem e) {
      return new Content.None("cannot be read");
    }
  }
}
