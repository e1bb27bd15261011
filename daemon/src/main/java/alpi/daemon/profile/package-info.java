/// Profiles as units of ownership: their directories, settings in force, and the machine lock.
@NullMarked
package alpi.daemon.profile;

import org.jspecify.annotations.NullMarked;
