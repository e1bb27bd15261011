/// What is made of an engine's hands and eyes, the same for all engines: a page as text that a
/// model can afford, what changed on it, and acts that fail at once and say why. The texts are pure
/// functions of what was read.
@NullMarked
package alpi.browser.page;

import org.jspecify.annotations.NullMarked;
