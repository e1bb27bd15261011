package alpi.browser;

/// A tab as it is listed.
///
/// @param selected whether it is the one that is looked at and acted on
public record TabInfo(TabId id, String url, String title, boolean selected) {}
