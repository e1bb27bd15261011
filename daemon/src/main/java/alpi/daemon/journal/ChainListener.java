package alpi.daemon.journal;

/// Keeps the chain in step with what is on disk, and announces it once it is.
record ChainListener(Chain chain, Head head) implements CommitListener {
  @Override
  public void committing(Sql sql) {
    chain.storeHead(sql);
  }

  @Override
  public void committed() {
    chain.committed();
    head.advance(chain.head().seq());
  }

  @Override
  public void rolledBack() {
    chain.rolledBack();
  }

  @Override
  public void recovered(Sql sql) {
    chain.load(sql);
    head.advance(chain.head().seq());
  }
}
