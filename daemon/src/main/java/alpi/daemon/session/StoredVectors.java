package alpi.daemon.session;

import alpi.daemon.journal.Database;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Vectors in the file of an index that has the tables for them. Of an index that nobody asked yet
/// nothing is opened.
public final class StoredVectors implements VectorIndex {
  private final BooleanSupplier there;
  private final Supplier<Database> database;

  /// @param there whether the index exists
  /// @param database opens it, as whoever asks it would
  public StoredVectors(BooleanSupplier there, Supplier<Database> database) {
    this.there = there;
    this.database = database;
  }

  @Override
  public Optional<VectorSpace> space() {
    return there.getAsBoolean() ? database.get().read(VectorRows::space) : Optional.empty();
  }

  @Override
  public List<Unembedded> waiting(int most) {
    return there.getAsBoolean()
        ? database.get().read(reader -> VectorRows.waiting(reader, most))
        : List.of();
  }

  @Override
  public void keep(VectorSpace space, List<Embedded> some) {
    database
        .get()
        .write(sql -> {
          VectorRows.keep(sql, space, some);
          return true;
        });
  }

  @Override
  public void clear() {
    if (there.getAsBoolean()) {
      database
          .get()
          .write(sql -> {
            VectorRows.clear(sql);
            return true;
          });
    }
  }

  @Override
  public Coverage coverage() {
    return there.getAsBoolean() ? database.get().read(VectorRows::coverage) : Coverage.NONE;
  }
}
