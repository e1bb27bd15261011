package alpi.daemon.host.ws;

import alpi.daemon.base.DeviceId;
import alpi.daemon.base.Time;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Counts who is at the door: by address, by device, and how often an address has failed lately.
final class Crowd {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /// Most addresses whose failures are remembered.
  private static final int MAX_ADDRESSES = 1_024;

  private final WebLimits limits;
  private final Time time;

  /// Guards all fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private final Map<DeviceId, Integer> byDevice = new HashMap<>();
  private final Map<InetAddress, Deque<Long>> failures = new HashMap<>();
  private int sockets;
  private int strangers;

  Crowd(WebLimits limits, Time time) {
    this.limits = limits;
    this.time = time;
  }

  /// @return whether a connection from there may come in; if so it must [#leave]
  boolean come(InetAddress from) {
    lock.lock();
    try {
      if (sockets >= limits.sockets() || byAddress.getOrDefault(from, 0) >= limits.perAddress()) {
        return false;
      }
      sockets++;
      byAddress.merge(from, 1, Integer::sum);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave(InetAddress from) {
    lock.lock();
    try {
      sockets--;
      byAddress.computeIfPresent(from, (_, count) -> count == 1 ? null : count - 1);
    } finally {
      lock.unlock();
    }
  }

  /// @return whether there is room for one more who has not said who it is
  boolean strangerComes() {
    lock.lock();
    try {
      if (strangers >= limits.strangers()) {
        return false;
      }
      strangers++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void strangerGoes() {
    lock.lock();
    try {
      strangers--;
    } finally {
      lock.unlock();
    }
  }

  /// @return whether the device may have one more connection; if so it must [#leave]
  boolean enter(DeviceId device) {
    lock.lock();
    try {
      if (byDevice.getOrDefault(device, 0) >= limits.perDevice()) {
        return false;
      }
      byDevice.merge(device, 1, Integer::sum);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave(DeviceId device) {
    lock.lock();
    try {
      byDevice.computeIfPresent(device, (_, count) -> count == 1 ? null : count - 1);
    } finally {
      lock.unlock();
    }
  }

  void failed(InetAddress from) {
    lock.lock();
    try {
      if (failures.size() >= MAX_ADDRESSES) {
        failures.values().removeIf(times -> recent(times) == 0);
      }
      if (failures.containsKey(from) || failures.size() < MAX_ADDRESSES) {
        failures.computeIfAbsent(from, _ -> new ArrayDeque<>()).addLast(time.nanos());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether an address has failed so often within a minute that it is turned away unheard.
  boolean shunned(InetAddress from) {
    lock.lock();
    try {
      Deque<Long> times = failures.get(from);
      return times != null && recent(times) >= limits.failuresPerMinute();
    } finally {
      lock.unlock();
    }
  }

  private int recent(Deque<Long> times) {
    long now = time.nanos();
    while (!times.isEmpty() && now - times.getFirst() >= MINUTE) {
      times.removeFirst();
    }
    return times.size();
  }
}
