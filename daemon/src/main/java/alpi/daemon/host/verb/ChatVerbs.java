package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.agent.SessionChoice;
import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnRequest;
import alpi.daemon.agent.Turns;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.JobSpec;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.policy.Authority;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message.Attachment;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Turns: asked for, followed, steered, stopped.
public final class ChatVerbs {
  private static final String TURN = "{\"turn\":\"j0000000000000000a\"";
  private static final int MAX_TEXT = 1 << 20;

  private final Rooms rooms;
  private final Intake intake;

  public ChatVerbs(Rooms rooms, Home home, Ids ids, Time time) {
    this.rooms = rooms;
    this.intake = new Intake(home, ids, time);
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.chat.send",
                "Asks an agent, streams what it does, and answers with how it came out.",
                "{\"text\":\"Summarise README.md\",\"cwd\":\"/home/ana\",\"attended\":true}")
            .by(Role.MEMBER)
            .mutating()
            .streaming()
            .fails(
                ErrorCode.NOT_FOUND,
                ErrorCode.BUSY,
                ErrorCode.IDEM_CONFLICT,
                ErrorCode.QUEUE_FULL,
                ErrorCode.TOO_LARGE,
                ErrorCode.DENIED)
            .serve(Send.class, TurnView.class, this::send),
        HostVerb.named(
                "host.chat.resume",
                "Follows a turn from where a client left off, or takes an interrupted one up.",
                TURN + ",\"afterSeq\":41,\"step\":1,\"offset\":120}")
            .by(Role.MEMBER)
            .mutating()
            .streaming()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)
            .serve(Resume.class, TurnView.class, this::resume),
        HostVerb.named("host.chat.cancel", "Stops a turn.", TURN + "}")
            .by(Role.MEMBER)
            .mutating()
            .serve(OneTurn.class, Cancelled.class, this::cancel),
        HostVerb.named(
                "host.chat.steer",
                "Adds words to a running turn, shown to the model before its next step.",
                TURN + ",\"text\":\"Only the tests.\"}")
            .by(Role.MEMBER)
            .mutating()
            .serve(Steer.class, Accepted.class, this::steer));
  }

  private TurnView send(Send params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    if (call.caller().role() == Role.MEMBER) {
      mustBeModest(params, profile);
    }
    if (params.model().isPresent()) {
      ModelEnvironment environment = ModelVerbs.environment(params.environment());
      ModelVerbs.check(params.model().get(), profile.settings().current(), environment);
    }
    TurnRequest request = request(params, attachments(params, profile));
    if (Thread.interrupted()) {
      throw new InterruptedException("The client left before its turn was accepted.");
    }
    JobId turn = profile.turns().submit(request, call.actor());
    return follow(profile, turn, Optional.empty(), call);
  }

  /// A member talks; which files of the machine are read, and where a model answers, is for those
  /// whose machine it is.
  private static void mustBeModest(Send params, ProfileRooms profile) {
    String workspace = profile.settings().current().config().workspace();
    boolean files = !params.attachments().isEmpty() || params.stdin().isPresent();
    if (files || !params.environment().isEmpty()) {
      throw Problem.of(
          ErrorCode.FORBIDDEN, "A device of the role member names no files and no model servers.");
    }
    if (!params.cwd().equals(workspace)) {
      throw Problem.of(
          ErrorCode.FORBIDDEN,
          "A device of the role member works in the workspace of its profile only.",
          workspace.isEmpty()
              ? "The owner can set one: `alpi config set workspace FOLDER`."
              : "It is " + workspace + ".");
    }
  }

  private List<Attachment> attachments(Send params, ProfileRooms profile)
      throws InterruptedException {
    if (params.attachments().size() > Intake.MAX_ATTACHMENTS) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A message has at most " + Intake.MAX_ATTACHMENTS + " attachments.");
    }
    List<Attachment> attachments = new ArrayList<>();
    if (params.stdin().isPresent()) {
      attachments.add(intake.piped(profile, params.stdin().get()));
    }
    for (FilePath file : params.attachments()) {
      attachments.add(intake.file(profile, file.path()));
    }
    return attachments;
  }

  private static TurnRequest request(Send params, List<Attachment> attachments) {
    if (params.text().length() > MAX_TEXT) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "A message has at most " + MAX_TEXT + " characters.",
          "Send the rest as stdin or as an attachment.");
    }
    if (params.text().isBlank() && attachments.isEmpty()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The message is empty.");
    }
    return new TurnRequest(
        params.text(),
        choice(params),
        folder(params.cwd()),
        attachments,
        params.model(),
        !params.noTools().orElse(false),
        positive("maxSteps", params.maxSteps()),
        params.maxUsd().map(usd -> positive("maxUsd", usd)),
        timeout(params.timeoutMillis()),
        params.ephemeral().orElse(false),
        params.outputSchema(),
        params.idempotencyKey().map(ChatVerbs::key),
        params.attended().orElse(false),
        authority(params.from()),
        documented(params.environment()));
  }

  /// What a program words, as a client of the Model Context Protocol does, is a stranger's.
  private static Authority authority(Optional<String> from) {
    return switch (from.orElse(Source.OWNER.wire())) {
      case "owner" -> Authority.OWNER;
      case "mcp" -> Authority.OWNER.given(Labels.of(Source.MCP, false));
      default ->
          throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `from` is `owner` or `mcp`.");
    };
  }

  private static SessionChoice choice(Send params) {
    boolean last = params.continueLast().orElse(false);
    boolean fresh = params.newSession().orElse(false);
    int named = (params.session().isPresent() ? 1 : 0) + (last ? 1 : 0) + (fresh ? 1 : 0);
    if (named > 1) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "Only one of `session`, `continueLast` and `newSession` can be given.");
    }
    if (params.session().isPresent()) {
      return new SessionChoice.Existing(new SessionId(params.session().get()));
    }
    return last ? new SessionChoice.Latest() : new SessionChoice.Fresh();
  }

  static Path folder(String cwd) {
    try {
      Path folder = Path.of(cwd);
      if (folder.isAbsolute()) {
        return folder.normalize();
      }
    } catch (InvalidPathException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `cwd` is no path.").because(e);
    }
    throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `cwd` is an absolute path.");
  }

  private static OptionalInt positive(String field, OptionalInt value) {
    if (value.isPresent() && value.getAsInt() < 1) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `" + field + "` is at least 1.");
    }
    return value;
  }

  private static BigDecimal positive(String field, BigDecimal value) {
    if (value.signum() <= 0) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `" + field + "` is above 0.");
    }
    return value;
  }

  private static String key(String key) {
    if (key.isEmpty() || key.length() > JobSpec.MAX_KEY) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The field `idempotencyKey` has 1 to " + JobSpec.MAX_KEY + " characters.");
    }
    return key;
  }

  private static Optional<Duration> timeout(OptionalLong millis) {
    if (millis.isEmpty()) {
      return Optional.empty();
    }
    if (millis.getAsLong() < 1) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `timeoutMillis` is at least 1.");
    }
    return Optional.of(Duration.ofMillis(millis.getAsLong()));
  }

  /// Only the variables that are documented reach a turn.
  private static Map<String, String> documented(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(entry -> ModelEnvironment.NAMES.contains(entry.getKey()))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private TurnView resume(Resume params, Call call) throws InterruptedException {
    if (call.caller().role() == Role.MEMBER && !params.environment().isEmpty()) {
      throw Problem.of(ErrorCode.FORBIDDEN, "A device of the role member names no model servers.");
    }
    ProfileRooms profile = rooms.of(params.profile());
    JobId turn = new JobId(params.turn());
    if (params.requeue().orElse(false)) {
      takeUp(profile, turn, params, call);
    }
    Optional<Turns.Position> position =
        params.afterSeq().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Turns.Position(
                    params.afterSeq().getAsLong(),
                    params.step().orElse(0),
                    params.offset().orElse(0)));
    return follow(profile, turn, position, call);
  }

  /// A turn that is live or came to its end is only followed: asking again is no mistake.
  private static void takeUp(ProfileRooms profile, JobId turn, Resume params, Call call) {
    try {
      profile
          .turns()
          .requeue(
              turn,
              documented(params.environment()),
              params.attended().orElse(false),
              call.actor());
    } catch (Problem e) {
      if (e.code() != ErrorCode.CONFLICT) {
        throw e;
      }
    }
  }

  private static TurnView follow(
      ProfileRooms profile, JobId turn, Optional<Turns.Position> position, Call call)
      throws InterruptedException {
    ProfileConfig.Chat show = profile.settings().current().config().chat();
    return TurnView.of(
        profile
            .turns()
            .watch(turn, position, (seq, event) -> call.stream().send(seq, told(event, show))));
  }

  /// A turn begins with what the owner wants to see of it, so that a client need not ask.
  private static ObjectNode told(TurnEvent event, ProfileConfig.Chat show) {
    ObjectNode json = TurnJson.of(event);
    if (event instanceof TurnEvent.Started) {
      json.putObject("show").put("reasoning", show.showReasoning()).put("cost", show.showCost());
    }
    return json;
  }

  private Cancelled cancel(OneTurn params, Call call) {
    return new Cancelled(
        rooms.of(params.profile()).turns().cancel(new JobId(params.turn()), call.actor()));
  }

  private Accepted steer(Steer params, Call call) {
    if (params.text().isBlank() || params.text().length() > MAX_TEXT) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The field `text` has 1 to " + MAX_TEXT + " characters.");
    }
    JobId turn = new JobId(params.turn());
    return new Accepted(
        rooms.of(params.profile()).turns().steer(turn, params.text(), call.actor()));
  }

  /// @param session an existing conversation; a new one when neither this nor `continueLast`
  /// @param cwd absolute: where the asker stands
  /// @param maxUsd what the turn may cost
  /// @param outputSchema JSON Schema that the answer must satisfy
  /// @param idempotencyKey the same key never starts a second turn
  /// @param attended whether this client can answer approvals and questions
  /// @param from whose words the text is: `owner` when absent, or `mcp` for a program's
  /// @param environment the asker's own model variables, for example OPENAI_BASE_URL
  record Send(
      Optional<String> profile,
      String text,
      Optional<String> session,
      Optional<Boolean> continueLast,
      Optional<Boolean> newSession,
      Optional<String> model,
      String cwd,
      Optional<Stdin> stdin,
      List<FilePath> attachments,
      Optional<Boolean> noTools,
      OptionalInt maxSteps,
      Optional<BigDecimal> maxUsd,
      OptionalLong timeoutMillis,
      Optional<Boolean> ephemeral,
      Optional<ObjectNode> outputSchema,
      Optional<String> idempotencyKey,
      Optional<Boolean> attended,
      Optional<String> from,
      Map<String, String> environment) {
    /// Keeps the owner's words and keys out of every log.
    @Override
    public String toString() {
      return "Send[session=" + session + ", cwd=" + cwd + "]";
    }
  }

  /// Piped input: its text, or the name of a file in the staging folder.
  ///
  /// @param bytes size of the staged file, checked when given
  record Stdin(Optional<String> text, Optional<String> staged, Optional<Long> bytes) {}

  record FilePath(String path) {}

  /// @param afterSeq last `seq` seen; from the start when absent
  /// @param step last step of which text was seen
  /// @param offset characters of that step's text seen
  /// @param requeue takes a lost or interrupted turn up again
  record Resume(
      Optional<String> profile,
      String turn,
      OptionalLong afterSeq,
      OptionalInt step,
      OptionalInt offset,
      Optional<Boolean> requeue,
      Optional<Boolean> attended,
      Map<String, String> environment) {
    /// Keeps keys out of every log.
    @Override
    public String toString() {
      return "Resume[turn=" + turn + "]";
    }
  }

  record OneTurn(Optional<String> profile, String turn) {}

  record Steer(Optional<String> profile, String turn, String text) {}

  /// @param cancelled whether it was still live
  record Cancelled(boolean cancelled) {}

  /// @param accepted whether the turn was still running
  record Accepted(boolean accepted) {}
}
