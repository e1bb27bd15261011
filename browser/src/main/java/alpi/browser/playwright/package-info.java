/// The engine that drives a Chromium through Playwright, which brings a driver that runs on the
/// machine's Node. The only package that knows Playwright.
@NullMarked
package alpi.browser.playwright;

import org.jspecify.annotations.NullMarked;
