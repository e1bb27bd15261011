/// Search by meaning: keeps the vectors of what is found again up to date, by the endpoint that the
/// owner named, and has questions made into vectors. Without such an endpoint it does nothing; when
/// the endpoint fails, words are searched as ever.
@NullMarked
package alpi.daemon.tool.meaning;

import org.jspecify.annotations.NullMarked;
