package alpi.alp.envelope;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One message between peers. Its JSON is shared, not copied: nobody changes it.
public sealed interface Envelope {
  /// Longest id, in characters.
  int MAX_ID = 256;

  /// Longest name of a method, in characters.
  int MAX_METHOD = 128;

  /// Names the request; an answer carries that of its request.
  String id();

  Header header();

  /// Asks for something.
  record Request(String id, String method, ObjectNode params, Header header) implements Envelope {}

  /// Gives what was asked for, or a part of it.
  record Answer(String id, JsonNode result, Part part, Header header) implements Envelope {}

  /// Refuses it. Ends a stream too.
  record Refusal(String id, LinkError error, Part part, Header header) implements Envelope {}
}
