package alpi.alp.net;

/// Is told what peers did with blobs, above all what was refused and why: these are decisions that
/// belong on record. Must return soon; called by several threads.
@FunctionalInterface
public interface TransferWatch {
  void told(TransferEvent event);
}
