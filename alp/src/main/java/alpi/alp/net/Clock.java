package alpi.alp.net;

import alpi.alp.wire.Moment;

/// Tells what time it is, for as long as connections live.
@FunctionalInterface
public interface Clock {
  Moment now();
}
