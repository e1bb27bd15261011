/// The rules of the house as tests: which room may know which, how large a method may grow, which
/// documents must agree with the code. They read the map, so map and walls cannot disagree.
@NullMarked
package alpi.rules;

import org.jspecify.annotations.NullMarked;
