package alpi.daemon.session;

import java.util.List;
import java.util.Optional;

/// The vectors beside the texts of an index. A vector goes with its text, in the same transaction.
public interface VectorIndex {
  /// What its vectors have in common; empty when there are none.
  Optional<VectorSpace> space();

  /// Texts that have no vector, in the order in which they came.
  List<Unembedded> waiting(int most);

  /// Adds vectors. Those of texts that are not there any more, or not the same, are left out.
  ///
  /// @param space the one of those that are there, if any are
  void keep(VectorSpace space, List<Embedded> some);

  /// Throws all vectors away.
  void clear();

  Coverage coverage();
}
