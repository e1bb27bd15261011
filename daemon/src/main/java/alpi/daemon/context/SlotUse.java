package alpi.daemon.context;

/// How much of a slot is filled, in estimated tokens.
public record SlotUse(Slot slot, long used, long limit) {}
