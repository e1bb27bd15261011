package alpi.daemon.journal;

import alpi.daemon.base.ProfileName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A transaction of the journal: plain SQL, and events linked into the chain.
record ChainTx(SqlConnection sql, Chain chain, ProfileName profile) implements Tx {
  @Override
  public int update(String statement, Object... arguments) {
    return sql.update(statement, arguments);
  }

  @Override
  public <T> List<T> query(String statement, Function<Row, T> mapper, Object... arguments) {
    return sql.query(statement, mapper, arguments);
  }

  @Override
  public <T> Optional<T> one(String statement, Function<Row, T> mapper, Object... arguments) {
    return sql.one(statement, mapper, arguments);
  }

  @Override
  public Event append(Draft draft) {
    return chain.append(Envelope.of(draft, profile), sql);
  }
}
