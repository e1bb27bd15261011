package alpi.daemon.context;

import alpi.daemon.policy.Labels;
import java.util.OptionalInt;

/// A piece of what a pointer names.
///
/// @param what it is, in a few words
/// @param text from `from` on
/// @param from the first character of the piece
/// @param next where the next piece begins; empty with the last one
/// @param labels of all of it
public record Opened(
    Pointer pointer, String what, String text, int from, OptionalInt next, Labels labels) {}
