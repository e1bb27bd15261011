/// The product's own documentation, packed with it, so that questions about it are answered without
/// a network: pages cut into sections, and a search over them. Read when asked, kept nowhere.
@NullMarked
package alpi.daemon.context.manual;

import org.jspecify.annotations.NullMarked;
