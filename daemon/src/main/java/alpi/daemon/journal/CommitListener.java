package alpi.daemon.journal;

/// Follows the transactions of a file, on the thread that owns it.
interface CommitListener {
  /// The last chance to write something into the transaction.
  void committing(Sql sql);

  /// The transaction is on disk. Nobody was told yet.
  void committed();

  /// Nothing of the transaction happened.
  void rolledBack();

  /// The disk works again after a failure; `sql` shows what is really stored.
  void recovered(Sql sql);

  /// Follows nothing.
  CommitListener NONE =
      new CommitListener() {
        @Override
        public void committing(Sql sql) {}

        @Override
        public void committed() {}

        @Override
        public void rolledBack() {}

        @Override
        public void recovered(Sql sql) {}
      };
}
