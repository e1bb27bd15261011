/// What a browser engine is to the rest of alpi: values, faults and two interfaces, nothing that
/// starts or draws anything. Knows nothing of the daemon; its engines live in packages of their
/// own.
@NullMarked
package alpi.browser;

import org.jspecify.annotations.NullMarked;
