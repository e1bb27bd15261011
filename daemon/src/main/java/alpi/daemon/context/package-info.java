/// What a model is shown: budgeted slots over a conversation, honest about what was left out.
@NullMarked
package alpi.daemon.context;

import org.jspecify.annotations.NullMarked;
