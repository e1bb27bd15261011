package alpi.browser;

/// What going somewhere came to.
///
/// @param status of HTTP; 0 where there is none
/// @param download whether it became a download instead of a page
/// @param loaded whether the page finished loading within its time
public record Navigation(int status, String url, String title, boolean download, boolean loaded) {}
