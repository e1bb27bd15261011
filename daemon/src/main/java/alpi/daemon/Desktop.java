package alpi.daemon;

import alpi.daemon.agent.Bell;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Journal;
import alpi.daemon.profile.Settings;
import alpi.daemon.sandbox.DesktopProgram;
import alpi.daemon.sandbox.Keyring;
import alpi.daemon.sandbox.Notifications;
import alpi.daemon.schedule.Outputs;

/// The desktop in whose session the daemon was started, if any: it keeps secrets and shows notes.
record Desktop(DesktopProgram program) {
  Keyring keyring(ProfileHome home) {
    return new Keyring(program, home);
  }

  /// What tells of new outputs, once it is started.
  Bell bell(Journal journal, Outputs outputs, Settings settings, Time time) {
    var notes = new Notifications(program);
    return new Bell(
        journal,
        outputs,
        () -> notes.present() && settings.current().config().outputs().desktop(),
        note -> {
          boolean _ = notes.show(note.title(), note.text());
        },
        time);
  }
}
