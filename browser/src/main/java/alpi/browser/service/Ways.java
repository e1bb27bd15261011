package alpi.browser.service;

import alpi.browser.EngineFault;
import alpi.browser.ProxyAddress;

/// Gives each visitor a way to the network of its own, so that what is at its other end can tell
/// them apart.
@FunctionalInterface
public interface Ways {
  /// The way of a visitor whose session begins.
  ProxyAddress of(String visitor) throws EngineFault;

  /// The session of a visitor has ended.
  default void left(String visitor) {}
}
