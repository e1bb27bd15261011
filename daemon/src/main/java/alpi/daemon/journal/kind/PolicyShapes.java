package alpi.daemon.journal.kind;

import static alpi.daemon.journal.kind.Field.hash;
import static alpi.daemon.journal.kind.Field.moment;
import static alpi.daemon.journal.kind.Field.text;
import static alpi.daemon.journal.kind.Field.texts;
import static alpi.daemon.journal.kind.Field.truth;
import static alpi.daemon.journal.kind.Field.whole;

import alpi.daemon.journal.EventKind;
import java.util.List;
import java.util.stream.Stream;

/// What was decided: denials, approvals, grants, and ways to the network.
final class PolicyShapes {
  /// What a judgement of a call of a tool rests on.
  static final List<Field> JUDGED =
      List.of(
          hash("binding", "all that a consent would be bound to"),
          text("rule", "the rule that decided"),
          texts("capabilities", "what it would do, by kind"),
          Field.labels("labels", "where the words in play came from"),
          text("posture", "`relaxed`, `standard` or `strict`"),
          truth("attended", "whether somebody could be asked"));

  private static final Field GRANT = text("grant", "its id");
  private static final Field APPROVAL = text("approval", "its id");
  private static final Field EXPIRES = moment("expires", "when nobody answers any more");
  private static final List<Field> CONNECTION =
      List.of(
          text("kind", "what sort of connection"),
          text("by", "the tool or model that wants it").sometimes(),
          text("protocol", "how"),
          text("host", "where to"),
          whole("port", "where to"),
          text("ip", "the address that was judged").sometimes(),
          text("reason", "why it was decided so").sometimes(),
          texts("grants", "grants that it goes ahead on").sometimes());

  private PolicyShapes() {}

  static List<Shape> all() {
    return Stream.of(approvals(), grants(), egress()).flatMap(List::stream).toList();
  }

  private static List<Shape> approvals() {
    return List.of(
        Shape.of(
                EventKind.POLICY_DENIED,
                "A call of a tool, or of a model for want of money, was refused and not made.",
                text("tool", "name of the tool, or `model`"),
                hash("input_sha", "the arguments as the model gave them").sometimes(),
                text("code", "the error code"),
                text("reason", "why"),
                texts("taint", "whose words made it suspect").sometimes())
            .and(JUDGED.stream().map(Field::sometimes).toList()),
        Shape.of(
            EventKind.APPROVAL_ASKED,
            "The owner is asked.",
            APPROVAL,
            EXPIRES,
            text("kind", "`consent` to a call, or a `question` of the agent"),
            text("tool", "the tool, for a consent").sometimes(),
            hash("binding", "what a consent is bound to").sometimes(),
            truth("rememberable", "whether it may be given for longer").sometimes(),
            text("taint", "whose words are in play, with commas between").sometimes()),
        Shape.of(
            EventKind.APPROVAL_ANSWERED,
            "The question is settled.",
            APPROVAL,
            EXPIRES,
            text("choice", "`once`, `session`, `always`, `deny` …"),
            text("code", "why nobody's answer came").sometimes(),
            text("reason", "what the owner said to it").sometimes()));
  }

  private static List<Shape> grants() {
    return List.of(
        Shape.of(
            EventKind.GRANT_ISSUED,
            "A permission was given.",
            GRANT,
            text("capability", "what for"),
            moment("expires", "until when"),
            text("job", "the only job it is for").sometimes(),
            whole("uses", "how often").sometimes(),
            text("unit", "what its budget counts").sometimes(),
            whole("budget", "how much").sometimes()),
        Shape.of(
            EventKind.GRANT_USED,
            "Something went ahead on a permission, or used up some of its budget.",
            GRANT,
            whole("bytes", "sent and received").sometimes(),
            whole("micro_usd", "spent, in millionths of a US dollar").sometimes()),
        Shape.of(EventKind.GRANT_EXPIRED, "A permission ran out.", GRANT),
        Shape.of(
            EventKind.GRANT_REVOKED, "A permission was taken back.", GRANT, text("reason", "why")));
  }

  private static List<Shape> egress() {
    return List.of(
        Shape.of(EventKind.EGRESS_OPENED, "A connection is about to be made.").and(CONNECTION),
        Shape.of(EventKind.EGRESS_DENIED, "A connection was refused.").and(CONNECTION),
        Shape.of(
                EventKind.EGRESS_CLOSED,
                "A connection is over.",
                whole("bytes_out", "bytes sent"),
                whole("bytes_in", "bytes received"),
                whole("ms", "how long it was open"))
            .and(CONNECTION));
  }
}
