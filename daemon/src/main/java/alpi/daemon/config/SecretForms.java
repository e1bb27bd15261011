package alpi.daemon.config;

import alpi.alp.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/// The ways in which a known secret turns up in text: as it is, in base 64 at any alignment, in
/// hex, escaped for URLs and for JSON.
final class SecretForms {
  /// Shorter secrets are left alone: masking them would riddle ordinary text.
  static final int MIN_SECRET = 6;

  /// Shorter pieces of base 64 say too little to be looked for.
  private static final int MIN_PIECE = 10;

  private SecretForms() {}

  static Set<String> of(String secret) {
    Set<String> forms = new LinkedHashSet<>();
    if (secret.length() < MIN_SECRET) {
      return forms;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forms.add(secret);
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    String query = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    forms.add(query);
    forms.add(query.replace("+", "%20"));
    String json = Json.text(JsonNodeFactory.instance.stringNode(secret));
    forms.add(json.substring(1, json.length() - 1));
    for (int shift = 0; shift < 3; shift++) {
      addBase64(forms, bytes, shift, Base64.getEncoder());
      addBase64(forms, bytes, shift, Base64.getUrlEncoder());
    }
    return forms;
  }

  /// The characters that depend on the secret alone when `shift` bytes stand before it, as in the
  /// `user:secret` of basic authentication.
  private static void addBase64(Set<String> forms, byte[] secret, int shift, Base64.Encoder base) {
    byte[] shifted = new byte[shift + secret.length];
    System.arraycopy(secret, 0, shifted, shift, secret.length);
    int whole = shifted.length / 3 * 3;
    String text = base.encodeToString(Arrays.copyOf(shifted, whole));
    int foreign = shift == 0 ? 0 : shift + 1;
    if (text.length() - foreign >= MIN_PIECE) {
      forms.add(text.substring(foreign));
    }
  }
}
