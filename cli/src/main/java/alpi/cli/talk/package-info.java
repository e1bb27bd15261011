/// The interactive conversation: line editing, streaming Markdown, slash commands. The only package
/// that uses JLine and commonmark.
@NullMarked
package alpi.cli.talk;

import org.jspecify.annotations.NullMarked;
