package alpi.daemon.agent;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.alp.rpc.Problem;
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.config.EffectiveJson;
import alpi.daemon.config.Redactor;
import alpi.daemon.profile.InForce;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The settings that runs began with, without secrets. Kept under their own hash: settings that
/// hold for a thousand runs are kept once, and noted without touching the disk again.
public final class Snapshots {
  /// Largest snapshot that is read back.
  static final int MAX_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final BlobOwner OWNER = new BlobOwner(BlobOwner.Kind.CONFIG, "runs");
  private static final String TYPE = "application/json";

  private final BlobStore blobs;

  /// The last one kept, recognised by its identity.
  private volatile @Nullable Kept last;

  public Snapshots(BlobStore blobs) {
    this.blobs = blobs;
  }

  private record Kept(InForce settings, Sha256 hash) {}

  /// Keeps what is in force.
  ///
  /// @return its name; empty when the store takes nothing more, which ends no turn
  @SuppressWarnings("ReferenceEquality") // the very same settings; equal ones are kept again
  public Optional<Sha256> keep(InForce now) {
    Kept known = last;
    if (known != null && known.settings() == now) {
      return Optional.of(known.hash());
    }
    byte[] text = CanonicalJson.text(clean(now)).getBytes(StandardCharsets.UTF_8);
    try {
      Sha256 hash = Sha256.of(text);
      if (blobs.stat(hash).isEmpty() || !blobs.owns(OWNER, hash)) {
        blobs.put(text, TYPE, OWNER);
      }
      last = new Kept(now, hash);
      return Optional.of(hash);
    } catch (Problem full) {
      LOG.warn("event=settings_not_kept config={}", now.hash().brief(), full);
      return Optional.empty();
    }
  }

  /// The settings under a name.
  ///
  /// @throws Problem `not_found`, or `corrupt`
  public ObjectNode read(Sha256 hash) {
    byte[] text = blobs.read(hash, MAX_BYTES);
    return (ObjectNode) Json.parse(new String(text, StandardCharsets.UTF_8));
  }

  /// What a header carries may be a key that nobody registered, so none is kept.
  private static ObjectNode clean(InForce now) {
    ObjectNode settings = EffectiveJson.of(now.config());
    for (JsonNode provider : settings.path("providers")) {
      if (provider.path("headers") instanceof ObjectNode headers) {
        for (String name : headers.propertyNames().toArray(String[]::new)) {
          headers.put(name, Redactor.MASK);
        }
      }
    }
    return (ObjectNode) now.redactor().redact(settings);
  }
}
