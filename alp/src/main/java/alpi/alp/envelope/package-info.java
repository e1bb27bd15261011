/// Envelopes: requests and answers of peers as signed JSON. Reading one judges its shape, its age
/// and its signature; the memory of what was seen keeps the same one from counting twice.
@NullMarked
package alpi.alp.envelope;

import org.jspecify.annotations.NullMarked;
