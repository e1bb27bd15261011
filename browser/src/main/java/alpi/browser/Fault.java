package alpi.browser;

import java.nio.file.Path;
import java.time.Duration;

/// Why something was not done. The sentence is for the model and the owner: it says what is wrong
/// and what to do.
public sealed interface Fault {
  String sentence();

  /// The engine cannot do this; another may.
  record Unsupported(String engine, Capability capability) implements Fault {
    @Override
    public String sentence() {
      return "The engine "
          + engine
          + " has no "
          + capability.words()
          + "; another engine may (setting browser.engine).";
    }
  }

  /// The element has gone, or the page it was on.
  record StaleRef(Ref ref) implements Fault {
    @Override
    public String sentence() {
      return ref + " is not on the page any more; read the page again for new references.";
    }
  }

  /// Something else lies where the click would land.
  record Covered(Ref ref, String by) implements Fault {
    @Override
    public String sentence() {
      return ref + " is covered by " + by + "; deal with that first, or scroll.";
    }
  }

  /// The element is there but not for this.
  record NotFit(Ref ref, String why) implements Fault {
    @Override
    public String sentence() {
      return ref + " " + why + ".";
    }
  }

  /// What was asked for makes no sense.
  record Invalid(String why) implements Fault {
    @Override
    public String sentence() {
      return why;
    }
  }

  /// Policy says no.
  record Blocked(String what, String why) implements Fault {
    @Override
    public String sentence() {
      return what + " is not opened: " + why + ".";
    }
  }

  /// The page did not come.
  ///
  /// @param code the engine's own word for it, such as `net::ERR_NAME_NOT_RESOLVED`
  record NavigationFailed(String url, String code) implements Fault {
    @Override
    public String sentence() {
      return "The page did not open (" + code + "): " + url;
    }
  }

  record TimedOut(String doing) implements Fault {
    @Override
    public String sentence() {
      return "Time ran out while " + doing + ".";
    }
  }

  /// The page's process died; the browser lives.
  record PageCrashed() implements Fault {
    @Override
    public String sentence() {
      return "The page crashed; open it again or go elsewhere.";
    }
  }

  /// The engine is not running any more.
  record EngineGone(String why) implements Fault {
    @Override
    public String sentence() {
      return "The browser ended (" + why + "); the next call starts it again.";
    }
  }

  /// It never started.
  record NotStarted(String why, String hint) implements Fault {
    @Override
    public String sentence() {
      return why + " " + hint;
    }
  }

  /// Something has no room.
  record TooLarge(String what, long limit, String unit) implements Fault {
    @Override
    public String sentence() {
      return what + " is larger than " + limit + " " + unit + ".";
    }
  }

  static Fault noFile(Path path) {
    return new Invalid("There is no file " + path + " that may be uploaded.");
  }

  static Fault late(String doing, Duration after) {
    return new EngineGone("it did not answer within " + after.toSeconds() + " s of " + doing);
  }
}
