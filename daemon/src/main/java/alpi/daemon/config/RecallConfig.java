package alpi.daemon.config;

import java.util.List;
import java.util.Optional;

/// How things are found again.
public record RecallConfig(@Doc("Search by meaning besides words; off.") Embeddings embeddings) {
  /// Who makes vectors of texts. Whatever is searched by meaning is sent there.
  public record Embeddings(
      @Doc(
              value =
                  "Where an OpenAI-compatible API answers, as in http://localhost:11434/v1. Empty"
                      + " means that only words are searched and nothing is sent.",
              pattern = "|" + Shape.URL,
              expected = Shape.URL_EXPECTED)
          String url,
      @Doc("The embedding model, for example nomic-embed-text.") String model,
      @Doc(
              value = "The NAME of the secret in .env that holds its key; never the key itself.",
              pattern = EnvFile.NAME_PATTERN,
              expected = "the name of a secret in .env, in capitals, never the secret itself")
          Optional<String> key,
      @Doc(
              value = "What is searched by meaning: sessions, memory, files, blobs, outputs.",
              pattern = "sessions|memory|files|blobs|outputs",
              expected = "one of sessions, memory, files, blobs, outputs")
          List<String> scopes,
      @Doc(value = "Most text sent there within an hour.", min = "1KiB", max = "1GiB")
          ByteSize hourly) {
    public Embeddings {
      scopes = List.copyOf(scopes);
    }
  }

  /// What holds where the file says nothing.
  static final RecallConfig DEFAULTS =
      new RecallConfig(
          new Embeddings(
              "", "", Optional.empty(), List.of("sessions", "memory"), new ByteSize(8 << 20)));
}
