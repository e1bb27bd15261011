/// The one JSON mapper and the canonical form that hashes and signatures are taken over.
@NullMarked
package alpi.alp.json;

import org.jspecify.annotations.NullMarked;
