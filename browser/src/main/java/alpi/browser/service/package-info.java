/// A browser for one profile, above whichever engine: what may be opened, uploaded and kept, when
/// the engine starts, ends and starts again, and what each deed is answered with. Policy stands
/// here once; the way to the network is a proxy that it is given.
@NullMarked
package alpi.browser.service;

import org.jspecify.annotations.NullMarked;
