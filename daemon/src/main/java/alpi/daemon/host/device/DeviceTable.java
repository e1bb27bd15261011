package alpi.daemon.host.device;

import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.base.DeviceId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Row;
import alpi.daemon.journal.Tx;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The rows of devices.
final class DeviceTable {
  private static final String COLUMNS =
      "id, name, role, profiles, token_hash, created_ms, created_by, seen_ms, revoked_ms";
  private static final Pattern COMMA = Pattern.compile(",");

  private DeviceTable() {}

  /// A device with the hash of its token.
  record Kept(Device device, String tokenHash) {}

  static void insert(Tx tx, Device device, String tokenHash) {
    tx.update(
        "INSERT INTO device(" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?)",
        device.id().value(),
        device.name(),
        device.role().wire(),
        profiles(device),
        tokenHash,
        device.created().toEpochMilli(),
        device.createdBy().value(),
        device.seen().map(Instant::toEpochMilli),
        device.revoked().map(Instant::toEpochMilli));
  }

  static void update(Tx tx, Device device) {
    tx.update(
        "UPDATE device SET name = ?, role = ?, profiles = ?, seen_ms = ?, revoked_ms = ?"
            + " WHERE id = ?",
        device.name(),
        device.role().wire(),
        profiles(device),
        device.seen().map(Instant::toEpochMilli),
        device.revoked().map(Instant::toEpochMilli),
        device.id().value());
  }

  static Optional<Kept> find(Reader reader, DeviceId id) {
    return reader.one(
        "SELECT " + COLUMNS + " FROM device WHERE id = ?", DeviceTable::kept, id.value());
  }

  /// Those that were not revoked, the oldest first.
  static List<Device> paired(Reader reader) {
    return reader.query(
        "SELECT " + COLUMNS + " FROM device WHERE revoked_ms IS NULL ORDER BY id",
        row -> kept(row).device());
  }

  /// All of them, revoked ones included, the newest first.
  static List<Device> latest(Reader reader, int limit) {
    return reader.query(
        "SELECT " + COLUMNS + " FROM device ORDER BY id DESC LIMIT ?",
        row -> kept(row).device(),
        limit);
  }

  private static String profiles(Device device) {
    return device.profiles().stream().map(ProfileName::value).collect(Collectors.joining(","));
  }

  /// A row that says what cannot be is refused: nobody gets in by it.
  private static Kept kept(Row row) {
    Device device =
        new Device(
            new DeviceId(row.text("id")),
            row.text("name"),
            role(row.text("role")),
            COMMA
                .splitAsStream(row.text("profiles"))
                .filter(name -> !name.isEmpty())
                .map(ProfileName::new)
                .toList(),
            Instant.ofEpochMilli(row.integer("created_ms")),
            new Actor(row.text("created_by")),
            moment(row.maybeInteger("seen_ms")),
            moment(row.maybeInteger("revoked_ms")));
    return new Kept(device, row.text("token_hash"));
  }

  private static Role role(String wire) {
    return Arrays.stream(Role.values())
        .filter(role -> role.wire().equals(wire.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a device has an unknown role"));
  }

  private static Optional<Instant> moment(OptionalLong millis) {
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }
}
