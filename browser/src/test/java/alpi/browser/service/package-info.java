@NullMarked
package alpi.browser.service;

import org.jspecify.annotations.NullMarked;
