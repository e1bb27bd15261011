package alpi.browser.service;

import alpi.browser.Image;
import java.util.List;
import java.util.Optional;

/// What a deed is answered with.
///
/// @param text a few lines; all that comes from a page was written by strangers
/// @param kept downloads that came meanwhile
public record Told(String text, Optional<Image> image, List<Kept> kept) {
  public Told {
    kept = List.copyOf(kept);
  }
}
