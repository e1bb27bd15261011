package alpi.daemon.model;

import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds model servers on this machine by asking the usual ports, all at once and briefly.
public final class LocalServers {
  /// How long each port has to answer.
  static final Duration PATIENCE = Duration.ofMillis(150);

  /// How long an answer is believed.
  static final Duration FRESH = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(LocalServers.class);

  private final ModelListing listing;
  private final Time time;
  private final List<Provider> candidates;

  /// Guards the two fields below; held while ports are asked, so that they are asked once.
  private final ReentrantLock lock = new ReentrantLock();

  private List<Found> known = List.of();
  private long askedAt;
  private boolean asked;

  public LocalServers(Http http, Time time) {
    this(http, time, Provider.BUILT_IN.stream().filter(Provider::isLocal).toList());
  }

  LocalServers(Http http, Time time, List<Provider> candidates) {
    this.listing = new ModelListing(http);
    this.time = time;
    this.candidates = List.copyOf(candidates);
  }

  /// A server that answered.
  ///
  /// @param models at least one
  public record Found(String provider, String baseUrl, List<String> models) {}

  /// The servers that answer now, or did within the last [#FRESH].
  public List<Found> detect() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!asked || time.nanos() - askedAt >= FRESH.toNanos()) {
        known = ask();
        askedAt = time.nanos();
        asked = true;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private List<Found> ask() throws InterruptedException {
    var providers = new Providers(ProfileConfig.defaults(), Map.of(), ModelEnvironment.EMPTY);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var questions = new ArrayList<Callable<Found>>();
      for (Provider each : candidates) {
        Endpoint endpoint = providers.endpoint(each);
        questions.add(() -> new Found(each.name(), each.base(), listing.of(endpoint, PATIENCE)));
      }
      var found = new ArrayList<Found>();
      for (Future<Found> answer : threads.invokeAll(questions)) {
        add(found, answer);
      }
      return List.copyOf(found);
    }
  }

  private static void add(List<Found> found, Future<Found> answer) throws InterruptedException {
    try {
      if (!answer.get().models().isEmpty()) {
        found.add(answer.get());
      }
    } catch (ExecutionException e) {
      LOG.warn("event=local_probe_failed", e.getCause());
    }
  }
}
