package alpi.daemon.context.manual;

/// A section that answers a question.
///
/// @param excerpt the part of it that the question is closest to, or all when it is short
public record ManualHit(Section section, String excerpt, double score) {}
