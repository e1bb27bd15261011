package alpi.daemon;

import alpi.daemon.base.ProfileHome;
import alpi.daemon.journal.Journal;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.BubblewrapSandbox;
import alpi.daemon.sandbox.HostSandbox;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.sandbox.WallParts;

/// Builds what the commands of one profile run in.
record Confinement(
    Machine machine,
    ProfileHome home,
    SensitivePaths sensitive,
    Settings settings,
    Journal journal) {
  /// The sandboxes, cleared of what an earlier daemon left in them.
  SandboxChoice sandboxes() {
    var host =
        new HostSandbox(
            machine.variables(), sensitive, machine.children(), machine.time(), machine.ids());
    var wall =
        new BubblewrapSandbox(
            machine.variables(),
            new WallParts(
                machine.home(),
                home.sandboxes(),
                SensitivePaths.resolve(machine.userHome()),
                sensitive,
                machine.children(),
                machine.places(),
                () -> settings.current().config().sandbox(),
                journal::later,
                machine.time(),
                machine.ids()));
    wall.sweep();
    return new SandboxChoice(host, wall);
  }
}
