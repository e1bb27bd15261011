package alpi.daemon.context;

import alpi.daemon.model.ModelMessage;

/// A message of a request, with the turn it comes from and its estimated size.
record ShownMessage(String turn, ModelMessage message, long tokens) {
  static ShownMessage of(String turn, ModelMessage message) {
    return new ShownMessage(turn, message, Tokens.of(message));
  }
}
