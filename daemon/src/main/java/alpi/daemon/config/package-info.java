/// What the owner wrote down: config.yaml and .env as typed records, patched without losing a
/// comment.
@NullMarked
package alpi.daemon.config;

import org.jspecify.annotations.NullMarked;
