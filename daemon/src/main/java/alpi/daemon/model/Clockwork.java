package alpi.daemon.model;

import alpi.daemon.base.Time;
import java.util.random.RandomGenerator;

/// What a retry needs of the world: clocks, chance, and a way to wait.
public record Clockwork(Time time, RandomGenerator random, Pause pause) {}
