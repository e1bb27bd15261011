/// Who may ask what, and how often: the peer book of a profile, the strangers who knocked, and the
/// rates. Values and rules only; files and clocks are the caller's.
@NullMarked
package alpi.alp.peer;

import org.jspecify.annotations.NullMarked;
