package alpi.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The text by which a service manager runs the daemon. A pure function of what it is told.
///
/// @param alpi the command
/// @param variables what the daemon needs of the environment
record ServiceUnit(Path alpi, Map<String, String> variables) {
  /// Descriptors of the process: connections, SQLite files and the pipes of commands.
  static final int OPEN_FILES = 8_192;

  /// How long an orderly end may take; the daemon cuts itself off before.
  static final int STOP_SECONDS = 45;

  ServiceUnit {
    variables = Map.copyOf(variables);
  }

  /// A user unit of systemd.
  ///
  /// What is left out is left out on purpose: bubblewrap makes namespaces and mounts
  /// (RestrictNamespaces, ProtectSystem and their like), the JVM writes code into memory
  /// (MemoryDenyWriteExecute), and your own commands run with your own rights.
  String systemd() {
    StringBuilder unit = new StringBuilder(1_024);
    unit.append("# Written by `alpi daemon install`; `alpi daemon uninstall` removes it.\n");
    unit.append("[Unit]\nDescription=alpi, a personal agent daemon\n");
    unit.append("StartLimitIntervalSec=300\nStartLimitBurst=5\n\n");
    unit.append("[Service]\nType=exec\n");
    unit.append("ExecStart=").append(word(alpi.toString())).append(" daemon run\n");
    unit.append("Restart=on-failure\nRestartSec=5\nRestartPreventExitStatus=2 3\n");
    unit.append("KillMode=mixed\nTimeoutStopSec=").append(STOP_SECONDS).append('\n');
    unit.append("OOMPolicy=continue\nUMask=0077\n");
    unit.append("LimitNOFILE=").append(OPEN_FILES).append("\nLimitCORE=0\n");
    unit.append("NoNewPrivileges=yes\nLockPersonality=yes\nRestrictRealtime=yes\n");
    unit.append("RestrictSUIDSGID=yes\nSystemCallArchitectures=native\n");
    unit.append("RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK\n");
    new TreeMap<>(variables)
        .forEach((name, value) ->
            unit.append("Environment=").append(word(name + "=" + value)).append('\n'));
    return unit.append("\n[Install]\nWantedBy=default.target\n").toString();
  }

  /// A word of a systemd line: its own quotes, and neither specifiers nor variables.
  private static String word(String text) {
    String plain =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$");
    return "\"" + plain + "\"";
  }

  /// An agent of launchd.
  String launchd() {
    StringBuilder plist = new StringBuilder(1_024);
    plist.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    plist.append("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" ");
    plist.append("\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n");
    plist.append("<plist version=\"1.0\">\n<dict>\n");
    key(plist, "Label", "<string>alpi</string>");
    plist.append("  <key>ProgramArguments</key>\n  <array>\n");
    for (String argument : List.of(alpi.toString(), "daemon", "run")) {
      plist.append("    <string>").append(xml(argument)).append("</string>\n");
    }
    plist.append("  </array>\n");
    key(plist, "RunAtLoad", "<true/>");
    key(plist, "KeepAlive", "<dict><key>SuccessfulExit</key><false/></dict>");
    key(plist, "ThrottleInterval", "<integer>10</integer>");
    key(plist, "ExitTimeOut", "<integer>" + STOP_SECONDS + "</integer>");
    key(plist, "Umask", "<integer>63</integer>");
    String files = "<dict><key>NumberOfFiles</key><integer>" + OPEN_FILES + "</integer></dict>";
    key(plist, "SoftResourceLimits", files);
    plist.append("  <key>EnvironmentVariables</key>\n  <dict>\n");
    new TreeMap<>(variables)
        .forEach((name, value) ->
            plist
                .append("    <key>")
                .append(xml(name))
                .append("</key><string>")
                .append(xml(value))
                .append("</string>\n"));
    return plist.append("  </dict>\n</dict>\n</plist>\n").toString();
  }

  private static void key(StringBuilder plist, String name, String value) {
    plist.append("  <key>").append(name).append("</key>").append(value).append('\n');
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
