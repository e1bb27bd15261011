/// The browser as a tool: one conversation, one browser session, and no connection of a page that
/// was not judged. Nothing of a browser is loaded before it is first used.
@NullMarked
package alpi.daemon.tool.browser;

import org.jspecify.annotations.NullMarked;
