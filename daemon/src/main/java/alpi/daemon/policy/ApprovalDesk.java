package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ApprovalId;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/// Where calls wait for consent, and questions for an answer. Doors learn of them from the journal
/// (`approval.asked`, `approval.answered`) and answer here; the first answer counts.
public final class ApprovalDesk {
  /// Most inquiries that wait at once.
  public static final int MAX_PENDING = 1000;

  /// Longest reason that the record keeps, in characters.
  static final int MAX_REASON_CHARS = 200;

  /// Answers kept for whoever answers late.
  static final int MAX_KEPT = 1000;

  private final Journal journal;
  private final Time time;

  /// Guards both maps.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<ApprovalId, Parked> waiting = new LinkedHashMap<>();
  private final Map<ApprovalId, Answer> answered = new LinkedHashMap<>();

  public ApprovalDesk(Journal journal, Time time) {
    this.journal = journal;
    this.time = time;
  }

  /// Asks and waits. Nobody answering in time is a refusal, and so is a stop.
  ///
  /// @throws Problem `queue_full`; `storage` or `disk_full` when the question cannot be recorded
  public Answer ask(Inquiry inquiry, Duration timeout, Cancel cancel) {
    Parked parked = park(inquiry);
    try {
      journal.append(asked(inquiry));
    } catch (RuntimeException e) {
      forget(inquiry.id());
      throw e;
    }
    try (Cancel.Registration _ = cancel.onFire(() -> stop(parked, ErrorCode.CANCELLED))) {
      if (!parked.await(timeout)) {
        stop(parked, ErrorCode.APPROVAL_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop(parked, ErrorCode.CANCELLED);
    }
    return parked.outcome();
  }

  private Parked park(Inquiry inquiry) {
    lock.lock();
    try {
      if (waiting.size() >= MAX_PENDING) {
        throw Problem.of(
            ErrorCode.QUEUE_FULL,
            "Too many requests wait for an answer.",
            "Answer some of them: alpi approvals.");
      }
      var parked = new Parked(inquiry);
      if (waiting.putIfAbsent(inquiry.id(), parked) != null) {
        throw Problem.of(ErrorCode.CONFLICT, "That request is waiting already.");
      }
      return parked;
    } finally {
      lock.unlock();
    }
  }

  /// Answers a request for consent. Whoever comes second gets the first answer back.
  ///
  /// @throws Problem `not_found`; `forbidden` for anyone but the owner's own clients;
  ///   `invalid_params` for a choice that is not offered
  ///
  /// @param reason why, in the words of whoever answers; the record keeps its first characters
  public Answer answer(ApprovalId id, Choice choice, Optional<String> reason, Actor actor) {
    return settle(
        id,
        actor,
        reason,
        inquiry -> {
          boolean kept = choice == Choice.SESSION || choice == Choice.ALWAYS;
          if (inquiry instanceof ApprovalRequest request && kept && !request.rememberable()) {
            throw Problem.of(
                ErrorCode.INVALID_PARAMS,
                "Consent to this is given once at a time.",
                "Answer with once or deny.");
          }
          Optional<ErrorCode> code =
              choice == Choice.DENY ? Optional.of(ErrorCode.DENIED) : Optional.empty();
          return new Answer(id, choice, Optional.empty(), code, actor, time.now());
        });
  }

  /// Answers a question with text.
  ///
  /// @throws Problem `not_found`; `forbidden`; `invalid_params` when it is no question; `too_large`
  public Answer reply(ApprovalId id, String text, Actor actor) {
    if (text.length() > Question.MAX_CHARS) {
      throw Problem.of(
          ErrorCode.TOO_LARGE, "An answer has at most " + Question.MAX_CHARS + " characters.");
    }
    return settle(
        id,
        actor,
        Optional.empty(),
        inquiry -> {
          if (!(inquiry instanceof Question)) {
            throw Problem.of(
                ErrorCode.INVALID_PARAMS,
                "That is a request for consent.",
                "Answer with a choice.");
          }
          return new Answer(
              id, Choice.ONCE, Optional.of(text), Optional.empty(), actor, time.now());
        });
  }

  private Answer settle(
      ApprovalId id, Actor actor, Optional<String> reason, Function<Inquiry, Answer> answer) {
    if (!actor.value().startsWith("local:") && !actor.value().startsWith("device:")) {
      throw Problem.of(ErrorCode.FORBIDDEN, "Only the owner answers this.");
    }
    Optional<Parked> parked = waiting(id);
    if (parked.isEmpty()) {
      return kept(id)
          .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "No such request is waiting."));
    }
    return finish(parked.get(), answer.apply(parked.get().inquiry()), reason);
  }

  private void stop(Parked parked, ErrorCode code) {
    ApprovalId id = parked.inquiry().id();
    finish(
        parked,
        new Answer(id, Choice.DENY, Optional.empty(), Optional.of(code), Actor.SYSTEM, time.now()),
        Optional.empty());
  }

  /// Records the answer, then lets the waiting call go on. An answer that cannot be recorded
  /// permits nothing.
  private Answer finish(Parked parked, Answer answer, Optional<String> reason) {
    if (!parked.claim()) {
      return parked.outcome();
    }
    Answer outcome = withheld(answer, ErrorCode.INTERNAL);
    try {
      journal.append(answered(parked.inquiry(), answer, reason));
      outcome = answer;
    } catch (Problem problem) {
      outcome = withheld(answer, problem.code());
    } finally {
      keep(outcome);
      parked.complete(outcome);
    }
    return outcome;
  }

  private static Answer withheld(Answer answer, ErrorCode code) {
    return new Answer(
        answer.id(), Choice.DENY, Optional.empty(), Optional.of(code), answer.by(), answer.at());
  }

  /// What waits now, oldest first.
  public List<Inquiry> pending(Optional<SessionId> session) {
    return pending(inquiry -> session.map(inquiry.session()::equals).orElse(true));
  }

  /// What waits now and satisfies `filter`, oldest first.
  public List<Inquiry> pending(Predicate<? super Inquiry> filter) {
    List<Inquiry> all = new ArrayList<>();
    lock.lock();
    try {
      waiting.values().forEach(parked -> all.add(parked.inquiry()));
    } finally {
      lock.unlock();
    }
    return all.stream().filter(filter).toList();
  }

  private Optional<Parked> waiting(ApprovalId id) {
    lock.lock();
    try {
      return Optional.ofNullable(waiting.get(id));
    } finally {
      lock.unlock();
    }
  }

  private Optional<Answer> kept(ApprovalId id) {
    lock.lock();
    try {
      return Optional.ofNullable(answered.get(id));
    } finally {
      lock.unlock();
    }
  }

  private void keep(Answer outcome) {
    lock.lock();
    try {
      waiting.remove(outcome.id());
      answered.put(outcome.id(), outcome);
      if (answered.size() > MAX_KEPT) {
        answered.remove(answered.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(ApprovalId id) {
    lock.lock();
    try {
      waiting.remove(id);
    } finally {
      lock.unlock();
    }
  }

  private static Draft asked(Inquiry inquiry) {
    Draft draft = draft(EventKind.APPROVAL_ASKED, Actor.SYSTEM, inquiry);
    return switch (inquiry) {
      case ApprovalRequest request ->
          draft
              .with("kind", "consent")
              .with("tool", request.tool())
              .with("binding", request.binding().hex())
              .with("rememberable", request.rememberable())
              .with("taint", taint(request));
      case Question _ -> draft.with("kind", "question");
    };
  }

  private static String taint(ApprovalRequest request) {
    return String.join(",", request.taint().stream().map(Source::wire).sorted().toList());
  }

  private static Draft answered(Inquiry inquiry, Answer answer, Optional<String> reason) {
    Draft draft =
        draft(EventKind.APPROVAL_ANSWERED, answer.by(), inquiry)
            .with("choice", answer.choice().wire());
    if (answer.code().isPresent()) {
      draft = draft.with("code", answer.code().get().wire());
    }
    String why = reason.map(text -> DisplayText.shown(text, MAX_REASON_CHARS)).orElse("");
    return why.isBlank() ? draft : draft.with("reason", why);
  }

  private static Draft draft(EventKind kind, Actor actor, Inquiry inquiry) {
    return Draft.of(kind, actor)
        .in(inquiry.session())
        .corr(inquiry.run().value())
        .with("approval", inquiry.id().value())
        .with("expires", inquiry.expires().toString());
  }
}
