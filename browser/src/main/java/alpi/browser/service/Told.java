package alpi.browser.service;

import alpi.browser.Image;
import java.util.List;
import java.util.Optional;

/// What a deed is answered with.
///
/// @param text a few lines; all that comes from a page was written by strangers
/// @param kept downloads that came meanwhile
/// @param url of the page that is looked at now; empty where that is not known
/// @param status of HTTP that the page was answered with; 0 where that is not known
/// @param download whether an address was opened that is no page
public record Told(
    String text, Optional<Image> image, List<Kept> kept, String url, int status, boolean download) {
  public Told {
    kept = List.copyOf(kept);
  }
}
