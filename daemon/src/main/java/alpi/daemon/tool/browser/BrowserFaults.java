package alpi.daemon.tool.browser;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.browser.Fault;

/// What goes wrong with a browser, in the words of the host plane.
final class BrowserFaults {
  private BrowserFaults() {}

  static Problem problem(Fault fault) {
    return switch (fault) {
      case Fault.NotStarted(String why, String hint) -> Problem.of(ErrorCode.NOT_FOUND, why, hint);
      case Fault.Invalid _,
          Fault.StaleRef _,
          Fault.Covered _,
          Fault.NotFit _,
          Fault.Unsupported _ ->
          Problem.of(ErrorCode.INVALID_PARAMS, fault.sentence());
      case Fault.Blocked _ -> Problem.of(ErrorCode.DENIED, fault.sentence());
      case Fault.NavigationFailed failed ->
          Problem.of(ErrorCode.NOT_FOUND, fault.sentence(), hint(failed.code()));
      case Fault.TimedOut _ -> Problem.of(ErrorCode.DEADLINE, fault.sentence());
      case Fault.PageCrashed _, Fault.EngineGone _ ->
          Problem.of(ErrorCode.INTERRUPTED, fault.sentence());
      case Fault.TooLarge _ -> Problem.of(ErrorCode.TOO_LARGE, fault.sentence());
    };
  }

  /// What to do about a page that did not come.
  static String hint(String code) {
    if (code.contains("ERR_CERT") || code.contains("ERR_SSL")) {
      return "Its certificate is not in order, so it is not opened; nobody can agree to that here.";
    }
    if (code.contains("TUNNEL_CONNECTION_FAILED") || code.contains("PROXY")) {
      return "The egress gate refused the connection, or nothing answers there: see"
          + " `alpi egress ledger`.";
    }
    if (code.contains("ERR_INVALID_AUTH") || code.contains("ERR_TOO_MANY_RETRIES")) {
      return "The site asks for a name and password that a browser of an agent is not given.";
    }
    if (code.contains("ERR_TOO_MANY_REDIRECTS")) {
      return "The site sends every request on to another address, without an end.";
    }
    if (code.contains("UNSAFE_PORT")) {
      return "Browsers never open that port.";
    }
    return "Check the address.";
  }
}
