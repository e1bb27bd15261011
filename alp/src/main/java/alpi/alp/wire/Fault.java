package alpi.alp.wire;

/// The closed list of reasons to stop listening to the other side.
public enum Fault {
  /// A key that is no key: wrong length, another spelling, a point of small order.
  BAD_KEY,
  /// A length that the protocol does not allow here.
  BAD_LENGTH,
  /// Ciphertext that was changed, reordered, repeated, or sealed under another key.
  BAD_TAG,
  /// No JSON text, or not of the shape of an envelope.
  BAD_ENVELOPE,
  /// Bytes of the fast lane that are no record of it.
  BAD_RECORD,
  /// An envelope of a version that is not ours.
  BAD_VERSION,
  /// A signature that does not match.
  BAD_SIGNATURE,
  /// A time too far from ours.
  CLOCK_SKEW,
  /// An envelope that was seen before.
  REPLAYED,
  /// The record of what was seen is full or cannot be written, so nothing more is let in.
  REPLAY_UNKNOWN,
  /// An envelope meant for another key.
  WRONG_TARGET,
  /// An envelope from another key than the link it came over.
  WRONG_SENDER,
  /// An answer to something that was not asked.
  WRONG_ID,
  /// A sender that nobody here has pinned.
  UNKNOWN_PEER,
  /// Bytes that came when it was not their turn.
  OUT_OF_TURN,
  /// A key that has sealed as much as it may.
  EXHAUSTED,
  /// The other side took too long.
  TIMEOUT,
  /// The connection ended.
  CLOSED
}
