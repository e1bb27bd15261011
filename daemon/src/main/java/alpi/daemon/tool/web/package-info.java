/// The tools that read from the web. What they bring home is labelled as a stranger's words.
@NullMarked
package alpi.daemon.tool.web;

import org.jspecify.annotations.NullMarked;
