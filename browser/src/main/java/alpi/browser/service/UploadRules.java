package alpi.browser.service;

import alpi.browser.EngineFault;
import java.nio.file.Path;

/// Decides which files may be given to a page.
@FunctionalInterface
public interface UploadRules {
  /// The file itself, links resolved.
  ///
  /// @throws EngineFault when it may not be given away
  Path allowed(String path) throws EngineFault;
}
