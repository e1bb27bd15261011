package alpi.alp.net;

/// Is told how far a transfer is. Must return soon.
@FunctionalInterface
public interface Progress {
  /// @param present bytes that the receiver has, those of earlier tries included
  /// @param moved bytes that travelled in this try
  void at(long present, long moved, long size);
}
