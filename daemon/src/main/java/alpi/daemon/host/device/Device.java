package alpi.daemon.host.device;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.base.DeviceId;
import alpi.daemon.base.ProfileName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A browser, phone or program that was paired.
///
/// @param name as the owner calls it
/// @param profiles the only ones it may touch; all when empty, as for every owner and admin
/// @param seen when it last connected or left
public record Device(
    DeviceId id,
    String name,
    Role role,
    List<ProfileName> profiles,
    Instant created,
    Actor createdBy,
    Optional<Instant> seen,
    Optional<Instant> revoked) {
  /// Longest name, in characters.
  public static final int MAX_NAME = 64;

  /// Most profiles that one device is bounded to.
  public static final int MAX_PROFILES = 32;

  public Device {
    profiles = bounds(role, profiles);
    name = checkedName(name);
  }

  public Actor actor() {
    return Actor.device(id.value());
  }

  /// Whether a device of this id is paired and may do just what this one may.
  public boolean sameRights(Device other) {
    return id.equals(other.id) && role == other.role && profiles.equals(other.profiles);
  }

  Device called(String other) {
    return new Device(id, other, role, profiles, created, createdBy, seen, revoked);
  }

  Device as(Role other, List<ProfileName> bounds) {
    return new Device(id, name, other, bounds, created, createdBy, seen, revoked);
  }

  Device seenAt(Instant at) {
    return new Device(id, name, role, profiles, created, createdBy, Optional.of(at), revoked);
  }

  Device revokedAt(Instant at) {
    return new Device(id, name, role, profiles, created, createdBy, seen, Optional.of(at));
  }

  /// The profiles in words, for a sentence.
  public String profileList() {
    return profiles.stream().map(ProfileName::value).collect(Collectors.joining(", "));
  }

  /// One line of visible text.
  ///
  /// @throws Problem `invalid_params` for anything else
  static String checkedName(String name) {
    String text = name.strip();
    boolean visible = text.codePoints().noneMatch(Device::unseen);
    if (text.isEmpty() || text.length() > MAX_NAME || !visible) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "A device's name has 1 to " + MAX_NAME + " characters.");
    }
    return text;
  }

  private static boolean unseen(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static List<ProfileName> bounds(Role role, List<ProfileName> profiles) {
    SortedSet<ProfileName> sorted = new TreeSet<>(profiles);
    if (sorted.size() > MAX_PROFILES || (!sorted.isEmpty() && role != Role.MEMBER)) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "Only members are bounded to profiles, and to at most " + MAX_PROFILES + ".");
    }
    return List.copyOf(sorted);
  }
}
