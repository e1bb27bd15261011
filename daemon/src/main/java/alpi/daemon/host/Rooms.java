package alpi.daemon.host;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The profiles of this machine and what each is made of. The composition root implements it: only
/// it can build and close a profile.
public interface Rooms {
  /// The rooms of a profile.
  ///
  /// @throws Problem `not_found`, or why the profile cannot be used, for example `config_broken`
  ProfileRooms find(ProfileName name);

  /// Every profile, the default one first, broken ones included.
  List<Entry> list();

  /// Makes a profile and opens it.
  ///
  /// @throws Problem `conflict` when there is one of that name
  ProfileHome create(ProfileName name, Actor actor);

  /// Closes a profile and moves it to the trash.
  ///
  /// @return where it lies now
  /// @throws Problem `not_found`; `conflict` for the default profile or while turns run
  Path remove(ProfileName name, Actor actor);

  /// The profile that a request names, the default one when it names none.
  default ProfileRooms of(Optional<String> profile) {
    return find(profile.map(ProfileName::new).orElse(ProfileName.DEFAULT));
  }

  /// The profile that a request names, or every usable one when it names none.
  default List<ProfileRooms> each(Optional<String> profile) {
    if (profile.isPresent()) {
      return List.of(of(profile));
    }
    return list().stream()
        .filter(entry -> entry.problem().isEmpty())
        .map(entry -> find(entry.home().name()))
        .toList();
  }

  /// One profile.
  ///
  /// @param problem why it cannot be used
  record Entry(ProfileHome home, Optional<Problem> problem) {}
}
