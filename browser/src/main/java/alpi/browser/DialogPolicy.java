package alpi.browser;

/// How a page's dialogs are answered, at once and without anybody being asked. Alerts and requests
/// to leave a page are always agreed to.
///
/// @param acceptConfirm whether "are you sure" is answered with yes
/// @param promptText what is typed into a prompt; used only where confirms are accepted
public record DialogPolicy(boolean acceptConfirm, String promptText) {
  /// Yes to nothing.
  public static final DialogPolicy DISMISS = new DialogPolicy(false, "");

  public boolean accepts(String kind) {
    return switch (kind) {
      case "alert", "beforeunload" -> true;
      default -> acceptConfirm;
    };
  }
}
