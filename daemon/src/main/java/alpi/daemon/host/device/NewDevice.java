package alpi.daemon.host.device;

import alpi.alp.rpc.Role;
import alpi.daemon.base.ProfileName;
import java.util.List;

/// What a device will be, as its owner settles before it is paired: the device itself chooses
/// nothing of it.
///
/// @param profiles the only ones it may touch; all when empty
public record NewDevice(String name, Role role, List<ProfileName> profiles) {
  public NewDevice {
    profiles = List.copyOf(profiles);
  }
}
