package alpi.daemon.host.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.base.DeviceId;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DevicesTest {
  private static final Actor OWNER = Actor.local(1000);

  @TempDir Path root;

  private final FakeTime time = new FakeTime();
  private Journal journal;
  private Devices devices;

  @BeforeEach
  void open() {
    journal = Journal.open(root.resolve("journal.db"), ProfileName.DEFAULT, time);
    devices = devices();
  }

  private Devices devices() {
    return new Devices(
        () -> journal, new Tokens(new Random(5)), new Ids(time, new Random(6)), time);
  }

  @AfterEach
  void close() {
    Recorded.close(journal);
  }

  private String word(Role role) {
    var wanted = new NewDevice("", role, List.of());
    return devices.invite(wanted, Devices.PAIRING, OWNER).reveal();
  }

  private Devices.Paired pair(Role role) {
    return devices.claim(word(role), Optional.of("Fox"));
  }

  private static ErrorCode code(Callable<?> call) {
    return assertThrows(Problem.class, call::call).code();
  }

  @Test
  void ofManyWhoBringOneWordOneWins() throws Exception {
    String word = word(Role.OWNER);
    List<Callable<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      tries.add(() -> {
        try {
          return devices.claim(word, Optional.empty()).device().role() == Role.OWNER;
        } catch (Problem lost) {
          assertEquals(ErrorCode.GONE, lost.code());
          return false;
        }
      });
    }
    int won = 0;
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : pool.invokeAll(tries)) {
        won += each.get() ? 1 : 0;
      }
    }
    assertEquals(1, won);
    assertEquals(1, devices.list().size());
  }

  @Test
  void aWordHoldsForTenMinutesWhateverTheWallClockSays() {
    String late = word(Role.MEMBER);
    String inTime = word(Role.MEMBER);
    time.jump(Duration.ofDays(-2));
    time.advance(Devices.PAIRING.minusNanos(1));
    assertEquals(Role.MEMBER, devices.claim(inTime, Optional.empty()).device().role());
    time.advance(Duration.ofNanos(1));
    assertEquals(ErrorCode.NOT_FOUND, code(() -> devices.claim(late, Optional.empty())));
    assertEquals(ErrorCode.NOT_FOUND, code(() -> devices.claim("f".repeat(64), Optional.empty())));
    var wanted = new NewDevice("x", Role.MEMBER, List.of());
    assertEquals(
        ErrorCode.INVALID_PARAMS,
        code(() -> devices.invite(wanted, Devices.PAIRING.plusMillis(1), OWNER)));
  }

  @Test
  void keepsNeitherWordsNorTokens() throws Exception {
    String word = word(Role.OWNER);
    String token = devices.claim(word, Optional.of("Fox")).token().reveal();
    devices.enter(token);
    String secret = token.substring(token.indexOf('.') + 1);
    assertEquals(64, secret.length());
    String events = journal.read(EventQuery.after(0, 100)).toString();
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) + events;
        assertFalse(bytes.contains(secret), file.toString());
        assertFalse(bytes.contains(word), file.toString());
      }
    }
  }

  @Test
  void aDeviceEntersUntilItIsRevokedOverRestartsToo() {
    Devices.Paired device = pair(Role.ADMIN);
    devices = devices();
    Device entered = devices.enter(device.token().reveal());
    assertEquals("Fox", entered.name());
    assertTrue(entered.seen().isPresent());
    List<DeviceId> told = new ArrayList<>();
    devices.onChange(told::add);
    assertTrue(devices.revoke(entered.id(), OWNER));
    assertFalse(devices.revoke(entered.id(), OWNER));
    assertEquals(entered.id(), told.getFirst());
    assertEquals(ErrorCode.FORBIDDEN, code(() -> devices.enter(device.token().reveal())));
    assertEquals(List.of(), devices.list());
    assertTrue(devices.all(10).getFirst().revoked().isPresent());
    assertEquals(ErrorCode.NOT_FOUND, code(() -> devices.rename(entered.id(), "x", OWNER)));
  }

  @Test
  void everyStepIsOnRecordWithWhoDidIt() {
    Device device = pair(Role.MEMBER).device();
    devices.rename(device.id(), "tablet", OWNER);
    devices.promote(device.id(), Role.MEMBER, List.of(ProfileName.DEFAULT), OWNER);
    devices.revoke(device.id(), OWNER);
    assertEquals(
        List.of(
            "device.invited local:1000",
            "device.paired stranger",
            "device.changed local:1000",
            "device.changed local:1000",
            "device.revoked local:1000"),
        journal.read(EventQuery.after(0, 100)).stream()
            .map(event -> event.kind().wire() + " " + event.actor())
            .toList());
  }

  @Test
  void boundsNamesProfilesWordsAndDevices() {
    String longest = "x".repeat(Device.MAX_NAME);
    Device device = pair(Role.MEMBER).device();
    assertEquals(longest, devices.rename(device.id(), longest, OWNER).name());
    for (String bad : List.of(longest + "x", " ", "a\nb", "a\u202eb")) {
      assertEquals(
          ErrorCode.INVALID_PARAMS, code(() -> devices.rename(device.id(), bad, OWNER)), bad);
    }
    assertEquals(
        ErrorCode.INVALID_PARAMS,
        code(() -> devices.promote(device.id(), Role.OWNER, List.of(ProfileName.DEFAULT), OWNER)));
    for (int i = 0; i < Pairings.MAX_OPEN; i++) {
      word(Role.MEMBER);
    }
    assertEquals(ErrorCode.TOO_LARGE, code(() -> word(Role.MEMBER)));
    time.advance(Devices.PAIRING);
    for (int i = devices.list().size(); i < Devices.MAX_PAIRED; i++) {
      pair(Role.MEMBER);
    }
    assertEquals(Devices.MAX_PAIRED, devices.list().size());
    assertEquals(ErrorCode.TOO_LARGE, code(() -> pair(Role.MEMBER)));
  }
}
