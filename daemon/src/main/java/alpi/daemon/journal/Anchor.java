package alpi.daemon.journal;

import alpi.alp.blob.Sha256;

/// What is known from outside the file about one place of the chain: which hash the event `seq`
/// has. Nobody can change an earlier event and keep it.
public record Anchor(long seq, Sha256 hash) {
  public Anchor {
    if (seq < 1) {
      throw new IllegalArgumentException("events count from 1");
    }
  }
}
