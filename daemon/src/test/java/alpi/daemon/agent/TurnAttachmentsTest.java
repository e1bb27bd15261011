package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.policy.Authority;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Reading;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whose the files are that came with a message: those of the conversation that names them.
class TurnAttachmentsTest {
  private static final ScriptedModelServer.Script NOTHING = (_, _, reply) -> reply.stream("");

  @TempDir private Path dir;

  @Test
  void theConversationOwnsWhatCameWithAMessageWhileItsTurnStillWaits() {
    try (TurnFixture fixture = new TurnFixture(dir, NOTHING, false)) {
      BlobRef document = passing(fixture, "%PDF");
      BlobRef words = passing(fixture, "its words");
      var read =
          new Attachment("a.pdf", document, Optional.of(new Reading(Optional.of(words), "")));
      JobId turn = fixture.turns.submit(request(fixture, read, false), TurnFixture.OWNER);
      SessionId session = fixture.jobs.find(turn).orElseThrow().session().orElseThrow();
      var owner = new BlobOwner(BlobOwner.Kind.SESSION, session.value());
      assertTrue(fixture.kit.blobs().owns(owner, document.hash()));
      assertTrue(fixture.kit.blobs().owns(owner, words.hash()));
    }
  }

  @Test
  void aConversationThatLeavesNothingBehindOwnsNothing() {
    try (TurnFixture fixture = new TurnFixture(dir, NOTHING, false)) {
      BlobRef document = passing(fixture, "seen once");
      fixture.turns.submit(
          request(fixture, new Attachment("a.txt", document), true), TurnFixture.OWNER);
      assertEquals(List.of(), fixture.kit.blobs().owners(BlobOwner.Kind.SESSION));
    }
  }

  /// Ownership comes before the words, so that no order of crashes leaves words without it.
  @Test
  void aMessageWhoseAttachmentIsGoneIsNeitherAcceptedNorWritten() {
    try (TurnFixture fixture = new TurnFixture(dir, NOTHING, false)) {
      byte[] bytes = "never stored".getBytes(StandardCharsets.UTF_8);
      var gone = new Attachment("a.txt", new BlobRef(Sha256.of(bytes), bytes.length, "text/plain"));
      TurnRequest request = request(fixture, gone, false);
      Problem refused =
          assertThrows(Problem.class, () -> fixture.turns.submit(request, TurnFixture.OWNER));
      assertEquals(ErrorCode.NOT_FOUND, refused.code());
      assertEquals(List.of(), fixture.sessions.all());
    }
  }

  private static BlobRef passing(TurnFixture fixture, String text) {
    return fixture
        .kit
        .blobs()
        .put(
            text.getBytes(StandardCharsets.UTF_8),
            "text/plain",
            new BlobOwner(BlobOwner.Kind.RUN, "i1"));
  }

  private static TurnRequest request(TurnFixture fixture, Attachment file, boolean ephemeral) {
    return new TurnRequest(
        "What is this?",
        new SessionChoice.Fresh(),
        fixture.home.root(),
        List.of(file),
        Optional.empty(),
        true,
        OptionalInt.empty(),
        Optional.<BigDecimal>empty(),
        Optional.empty(),
        ephemeral,
        Optional.empty(),
        Optional.empty(),
        false,
        Authority.OWNER,
        fixture.environment());
  }
}
