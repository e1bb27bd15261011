package alpi.daemon;

import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Tokens;
import alpi.daemon.config.Redactor;
import alpi.daemon.config.Secrets;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Tls;
import alpi.daemon.job.Scheduler;
import alpi.daemon.model.Clockwork;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.Pause;
import alpi.daemon.profile.Profiles;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.Natives;
import alpi.daemon.sandbox.Places;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/// A machine with a home of its own and a clock that stands still.
final class MachineFixture implements AutoCloseable {
  final FakeTime time = new FakeTime();
  final CostLedger ledger = new CostLedger();
  final Profiles profiles;
  final Machine machine;
  final OpenProfiles open;

  MachineFixture(Path root) {
    Home home = new Home(root);
    Ids ids = new Ids(time, new Random(5));
    profiles = new Profiles(home, time);
    profiles.bootstrap();
    machine =
        new Machine(
            home,
            time,
            ids,
            new Tokens(new Random(7)),
            new Random(8),
            new Clockwork(time, new Random(6), Pause.real()),
            new Scheduler(time, ids),
            ledger,
            Logging.start(
                new LoggerContext(),
                home.logs(),
                Redactor.shapesOnly(),
                new FileSize(FileSize.KB_COEFFICIENT)),
            new Dialer(Resolver.system(), time),
            Tls.system(),
            ProxySettings.NONE,
            Natives.load(),
            new Children(Natives.load()),
            new Places(),
            Map.of("PATH", "/usr/bin:/bin"),
            Secrets.none());
    open = new OpenProfiles(machine, profiles);
  }

  @Override
  public void close() {
    open.close();
    machine.scheduler().close();
  }
}
