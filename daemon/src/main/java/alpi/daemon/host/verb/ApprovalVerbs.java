package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.ApprovalId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.policy.Answer;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Choice;
import alpi.daemon.policy.Inquiry;
import alpi.daemon.policy.Question;
import alpi.daemon.policy.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What waits for the owner: consent to a call, and questions of the agent.
public final class ApprovalVerbs {
  private static final String ID = "\"a0000000000000000a\"";

  private final Rooms rooms;

  public ApprovalVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.approval.list",
                "Lists calls that wait for consent, of one profile or of all.",
                "{}")
            .serve(ProfileOnly.class, Approvals.class, this::approvals),
        HostVerb.named(
                "host.approval.answer",
                "Answers a call that waits; the first answer counts.",
                "{\"approval\":" + ID + ",\"choice\":\"once\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(AnswerApproval.class, Won.class, this::answer),
        HostVerb.named(
                "host.question.list",
                "Lists questions of the agent that wait, of one profile or of all.",
                "{}")
            .by(Role.MEMBER)
            .serve(ProfileOnly.class, Questions.class, this::questions),
        HostVerb.named(
                "host.question.answer",
                "Answers a question of the agent.",
                "{\"question\":" + ID + ",\"answer\":\"The second one.\"}")
            .by(Role.MEMBER)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.TOO_LARGE)
            .serve(AnswerQuestion.class, Nothing.class, this::reply));
  }

  private Approvals approvals(ProfileOnly params, Call call) {
    List<ApprovalView> waiting = new ArrayList<>();
    for (ProfileRooms profile : rooms.each(params.profile())) {
      for (Inquiry inquiry : profile.desk().pending(Optional.empty())) {
        if (inquiry instanceof ApprovalRequest request) {
          waiting.add(ApprovalView.of(profile.name().value(), request));
        }
      }
    }
    return new Approvals(waiting);
  }

  private Questions questions(ProfileOnly params, Call call) {
    List<QuestionView> waiting = new ArrayList<>();
    for (ProfileRooms profile : rooms.each(params.profile())) {
      for (Inquiry inquiry : profile.desk().pending(Optional.empty())) {
        if (inquiry instanceof Question question) {
          waiting.add(QuestionView.of(profile.name().value(), question));
        }
      }
    }
    return new Questions(waiting);
  }

  private Won answer(AnswerApproval params, Call call) {
    ApprovalId id = new ApprovalId(params.approval());
    Choice choice =
        Choice.ofWire(params.choice())
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "The field `choice` is once, session, always or deny."));
    Answer won =
        asking(
            params.profile(),
            profile -> profile.desk().answer(id, choice, reason(params, profile), call.actor()));
    return new Won(won.choice().wire(), won.by().value());
  }

  private static Optional<String> reason(AnswerApproval params, ProfileRooms profile) {
    return params.reason().map(profile.settings().current().redactor()::redact);
  }

  private Nothing reply(AnswerQuestion params, Call call) {
    ApprovalId id = new ApprovalId(params.question());
    var _ =
        asking(
            params.profile(), profile -> profile.desk().reply(id, params.answer(), call.actor()));
    return Nothing.NOTHING;
  }

  /// Ids are unique on the machine, so a client need not know which profile asks.
  private Answer asking(Optional<String> profile, Answering answering) {
    Problem last = Problem.of(ErrorCode.NOT_FOUND, "Nothing of that name waits for an answer.");
    for (ProfileRooms each : rooms.each(profile)) {
      try {
        return answering.answer(each);
      } catch (Problem e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        last = e;
      }
    }
    throw last;
  }

  private interface Answering {
    Answer answer(ProfileRooms profile);
  }

  /// @param choice once, session, always or deny
  /// @param reason why, for the record: one line, cut to 200 characters
  record AnswerApproval(
      Optional<String> profile, String approval, String choice, Optional<String> reason) {}

  record AnswerQuestion(Optional<String> profile, String question, String answer) {}

  /// @param choice the one that won, which may be somebody else's
  record Won(String choice, String by) {}

  record Approvals(List<ApprovalView> approvals) {}

  record Questions(List<QuestionView> questions) {}

  /// @param arguments exact and escaped for display
  /// @param taint the untrusted sources behind the request
  /// @param rememberable whether session and always may be chosen
  record ApprovalView(
      String id,
      String profile,
      String session,
      String turn,
      String tool,
      String summary,
      String arguments,
      Optional<String> destination,
      List<String> taint,
      boolean rememberable,
      Instant expires) {
    static ApprovalView of(String profile, ApprovalRequest request) {
      return new ApprovalView(
          request.id().value(),
          profile,
          request.session().value(),
          request.run().value(),
          request.tool(),
          request.summary(),
          request.arguments(),
          request.destination(),
          request.taint().stream().map(Source::wire).sorted().toList(),
          request.rememberable(),
          request.expires());
    }
  }

  record QuestionView(
      String id,
      String profile,
      String session,
      String turn,
      String text,
      List<String> choices,
      Instant expires) {
    static QuestionView of(String profile, Question question) {
      return new QuestionView(
          question.id().value(),
          profile,
          question.session().value(),
          question.run().value(),
          question.text(),
          question.choices(),
          question.expires());
    }
  }
}
