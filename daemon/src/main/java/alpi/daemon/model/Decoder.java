package alpi.daemon.model;

import tools.jackson.databind.JsonNode;

/// Reads one answer of a wire format into an [AnswerDraft].
interface Decoder {
  /// One streamed event.
  ///
  /// @param name of the event; empty where the wire does not name them
  /// @throws AttemptFailed when the provider reports an error inside the stream
  void event(String name, JsonNode data) throws AttemptFailed;

  /// An answer that came in one piece although a stream was asked for.
  void whole(JsonNode answer) throws AttemptFailed;

  /// Fills in what the conversation must hand back, once the stream is over.
  void close();
}
