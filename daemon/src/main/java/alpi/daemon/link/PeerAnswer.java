package alpi.daemon.link;

import java.math.BigDecimal;

/// What a peer answered. All of it is a stranger's word, the sums included.
///
/// @param turn how the peer calls the turn that it was
/// @param interrupted whether the turn was ended before it was done
public record PeerAnswer(
    String text, long tokensIn, long tokensOut, BigDecimal usd, String turn, boolean interrupted) {}
