package alpi.alp.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.envelope.Envelope;
import alpi.alp.envelope.Envelopes;
import alpi.alp.envelope.Part;
import alpi.alp.json.Json;
import alpi.alp.wire.Moment;
import alpi.alp.wire.WireFault;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// One world of the simulation: Ana calls Ben, over one connection after another, and whoever
/// carries the bytes does what it likes with them.
final class FaultyLink {
  static final int CALLS = 6;

  private static final int MOVES = 240;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final long seed;
  private final Random random;
  private final Sessions sessions;

  /// Chance of a fault for each piece, in a thousand.
  private final int mischief;

  private final Set<String> asked = new HashSet<>();
  private final Map<String, Integer> delivered = new HashMap<>();
  private final Set<String> acknowledged = new HashSet<>();
  private final List<byte[]> recorded = new ArrayList<>();
  private Connection connection;
  private Moment now = Sessions.START;
  private int faults;

  FaultyLink(long seed) {
    this(seed, new Random(seed).nextInt(4) * 25);
  }

  FaultyLink(long seed, int mischief) {
    this.seed = seed;
    this.random = new Random(seed ^ 0x5eed);
    this.sessions = new Sessions(seed);
    this.mischief = mischief;
    this.connection = new Connection();
  }

  int acknowledged() {
    return acknowledged.size();
  }

  int faults() {
    return faults;
  }

  /// Calls until all calls are made or the moves are used up, each on the connection there is.
  void run() throws WireFault {
    connection.carry(connection.client.start(), connection.toServer);
    for (int move = 0; move < MOVES && !isDone(); move++) {
      now = now.plus(Duration.ofMillis(random.nextInt(20)));
      if (connection.isOver()) {
        recorded.add(connection.wire.toByteArray());
        replayRecorded();
        connection = new Connection();
        connection.carry(connection.client.start(), connection.toServer);
      } else if (connection.isStuck()) {
        now = now.plus(Duration.ofSeconds(10));
        connection.tick();
      } else if (connection.client.isReady() && asked.size() < CALLS) {
        connection.call();
      } else {
        connection.move();
      }
    }
  }

  private boolean isDone() {
    return asked.size() == CALLS && connection.current.isEmpty();
  }

  /// Whoever carried the bytes of an earlier connection says them again to a new session.
  private void replayRecorded() {
    byte[] earlier = recorded.get(random.nextInt(recorded.size()));
    for (LinkOutput output : sessions.server(now).received(earlier, now)) {
      assertTrue(!(output instanceof LinkOutput.Deliver), "replayed, seed " + seed);
    }
  }

  void check() {
    for (String token : acknowledged) {
      assertEquals(1, delivered.getOrDefault(token, 0), "acknowledged " + token + " seed " + seed);
    }
    for (Map.Entry<String, Integer> entry : delivered.entrySet()) {
      assertTrue(asked.contains(entry.getKey()), "delivered what nobody asked, seed " + seed);
      assertEquals(1, entry.getValue(), "delivered " + entry.getKey() + " seed " + seed);
    }
    assertEquals(
        delivered.values().stream().mapToInt(Integer::intValue).sum(),
        sessions.written.size(),
        "written down, seed " + seed);
  }

  /// One connection with a session at either end, and the bytes under way.
  private final class Connection {
    private final ClientSession client = sessions.client(Envelopes.ANA, Envelopes.BEN.key(), now);
    private final ServerSession server = sessions.server(now);
    private final List<byte[]> toServer = new ArrayList<>();
    private final List<byte[]> toClient = new ArrayList<>();
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private Optional<String> current = Optional.empty();
    private int parts;

    private boolean isOver() {
      return client.isClosed() || server.isClosed();
    }

    private boolean isStuck() {
      return toServer.isEmpty()
          && toClient.isEmpty()
          && !(client.isReady() && asked.size() < CALLS);
    }

    private void tick() {
      onClient(client.tick(now));
      server.tick(now);
      if (client.isClosed()) {
        server.disconnected();
      }
    }

    private void call() throws WireFault {
      String token = "call-" + asked.size();
      asked.add(token);
      current = Optional.of(token);
      parts = 0;
      boolean stream = random.nextBoolean();
      ObjectNode params =
          Json.object().put("token", token).put("parts", stream ? random.nextInt(4) : 0);
      carry(client.call("link.ping", params, stream, PATIENCE, now), toServer);
    }

    /// Lets one piece arrive, at one of the two ends, or something else than it.
    private void move() {
      boolean back = toServer.isEmpty() || (!toClient.isEmpty() && random.nextBoolean());
      List<byte[]> way = back ? toClient : toServer;
      if (way.isEmpty()) {
        return;
      }
      byte[] piece = way.removeFirst();
      if (random.nextInt(1_000) < mischief) {
        faults++;
        disturb(piece, way);
        return;
      }
      if (back) {
        onClient(client.received(piece, now));
      } else {
        wire.writeBytes(piece);
        onServer(server.received(piece, now));
      }
      if (isOver()) {
        onClient(client.disconnected());
        server.disconnected();
      }
    }

    private void disturb(byte[] piece, List<byte[]> way) {
      switch (random.nextInt(6)) {
        case 0 -> {
          // Lost.
        }
        case 1 -> {
          way.addFirst(piece.clone());
          way.addFirst(piece);
        }
        case 2 -> way.add(Math.min(1, way.size()), piece);
        case 3 ->
            way.addFirst(java.util.Arrays.copyOf(piece, Math.max(1, random.nextInt(piece.length))));
        case 4 -> {
          piece[random.nextInt(piece.length)] ^= (byte) (1 << random.nextInt(8));
          way.addFirst(piece);
        }
        default -> {
          byte[] noise = new byte[1 + random.nextInt(100)];
          random.nextBytes(noise);
          way.addFirst(piece);
          way.addFirst(noise);
        }
      }
    }

    /// Puts what is sent on its way, in pieces.
    private void carry(List<LinkOutput> outputs, List<byte[]> way) {
      byte[] bytes = Sessions.sent(outputs);
      int at = 0;
      while (at < bytes.length) {
        int size = Math.min(bytes.length - at, 1 + random.nextInt(400));
        way.add(java.util.Arrays.copyOfRange(bytes, at, at + size));
        at += size;
      }
    }

    private void onServer(List<LinkOutput> outputs) {
      carry(outputs, toClient);
      for (LinkOutput output : outputs) {
        if (output instanceof LinkOutput.Deliver(_, Envelope.Request request)) {
          String token = request.params().path("token").asString("?");
          delivered.merge(token, 1, Integer::sum);
          serve(request, token);
        }
      }
    }

    private void serve(Envelope.Request request, String token) {
      int count = request.params().path("parts").intValue();
      for (int part = 0; part < count; part++) {
        ObjectNode piece = Json.object().put("token", token).put("part", part);
        onServer(server.answer(request.id(), piece, Part.CHUNK, now));
      }
      ObjectNode all = Json.object().put("token", token).put("part", count);
      Part last = count == 0 ? Part.WHOLE : Part.FINAL;
      onServer(server.answer(request.id(), all, last, now));
    }

    private void onClient(List<LinkOutput> outputs) {
      carry(outputs, toServer);
      for (LinkOutput output : outputs) {
        switch (output) {
          case LinkOutput.Heard(Envelope answer, boolean last) -> heard(answer, last);
          case LinkOutput.Closed _ -> current = Optional.empty();
          case LinkOutput.Send _, LinkOutput.Opened _ -> {
            // Carried above.
          }
          case LinkOutput.Deliver _,
              LinkOutput.Denied _,
              LinkOutput.Dropped _,
              LinkOutput.Abandoned _ ->
              throw new IllegalStateException("not told to a caller: " + output);
        }
      }
    }

    private void heard(Envelope envelope, boolean last) {
      String where = "seed " + seed;
      assertTrue(envelope instanceof Envelope.Answer, where);
      var result = ((Envelope.Answer) envelope).result();
      assertEquals(current.orElseThrow(), result.path("token").asString(""), where);
      assertEquals(parts++, result.path("part").intValue(), where);
      if (last) {
        acknowledged.add(current.orElseThrow());
        current = Optional.empty();
      }
    }
  }
}
