/// What every engine has to do, as tests that run against each of them, and the site they run on.
@NullMarked
package alpi.browser.contract;

import org.jspecify.annotations.NullMarked;
