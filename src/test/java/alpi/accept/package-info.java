/// The packed product driven from outside: its launcher, its daemon, its files, kill -9 included.
@NullMarked
package alpi.accept;

import org.jspecify.annotations.NullMarked;
