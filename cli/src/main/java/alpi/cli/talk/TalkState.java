package alpi.cli.talk;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.concurrent.locks.ReentrantLock;

/// What a conversation remembers between lines. Used by the typing and the listening thread.
final class TalkState {
  /// Digits behind the point of an amount of money.
  private static final int MICRO_DOLLARS = 6;

  /// Guards every field.
  private final ReentrantLock lock = new ReentrantLock();

  private final JsonObject params;
  private String turn = "";
  private boolean running;
  private double usd;
  private JsonArray attachments;

  TalkState(JsonObject params) {
    this.params = params;
    this.attachments = params.array("attachments");
  }

  /// What was asked on the command line; empty when nothing was.
  String first() {
    lock.lock();
    try {
      return params.text("text");
    } finally {
      lock.unlock();
    }
  }

  /// The parameters of the next turn; attachments go with it.
  JsonObject next(String text) {
    lock.lock();
    try {
      JsonObject next = new JsonObject().putAll(params).put("text", text);
      if (attachments.size() > 0) {
        next.put("attachments", attachments);
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// A turn was asked for and has no name yet.
  void begun() {
    lock.lock();
    try {
      turn = "";
      running = true;
    } finally {
      lock.unlock();
    }
  }

  /// The turn was asked for; its attachments are not sent again.
  void sent() {
    lock.lock();
    try {
      attachments = new JsonArray();
    } finally {
      lock.unlock();
    }
  }

  /// The turn has a name.
  void named(String id) {
    lock.lock();
    try {
      turn = id;
    } finally {
      lock.unlock();
    }
  }

  void finished(JsonObject result) {
    lock.lock();
    try {
      running = false;
      usd += result.decimal("usd");
      if (result.has("session")) {
        stay(result.text("session"));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Further turns belong to this session.
  void stay(String session) {
    lock.lock();
    try {
      JsonObject kept = params.put("session", session);
      kept.put("continueLast", false).put("newSession", false);
    } finally {
      lock.unlock();
    }
  }

  void startAfresh() {
    lock.lock();
    try {
      params.put("session", alpi.cli.json.JsonWord.NULL);
      params.put("continueLast", false).put("newSession", true);
    } finally {
      lock.unlock();
    }
  }

  void use(String model) {
    lock.lock();
    try {
      params.put("model", model);
    } finally {
      lock.unlock();
    }
  }

  void attach(String path) {
    lock.lock();
    try {
      attachments.add(new JsonObject().put("path", path));
    } finally {
      lock.unlock();
    }
  }

  boolean isRunning() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /// US dollars, in plain digits.
  String spent() {
    lock.lock();
    try {
      return BigDecimal.valueOf(usd)
          .setScale(MICRO_DOLLARS, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    } finally {
      lock.unlock();
    }
  }

  /// The session that further turns belong to; empty before the first.
  String session() {
    lock.lock();
    try {
      return params.text("session");
    } finally {
      lock.unlock();
    }
  }

  String turn() {
    lock.lock();
    try {
      return turn;
    } finally {
      lock.unlock();
    }
  }

  JsonObject profileParams() {
    return new JsonObject().put("profile", params.text("profile"));
  }

  /// Parameters that name the running, or else the latest turn.
  JsonObject turnParams() {
    return profileParams().put("turn", turn());
  }
}
