package alpi.daemon.config;

import alpi.alp.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/// The ways in which a known secret turns up in text: as it is, in base 64 at any alignment, in hex
/// with and without separators, escaped for URLs and, once or twice, for JSON.
final class SecretForms {
  /// Shorter secrets are left alone: masking them would riddle ordinary text.
  static final int MIN_SECRET = 6;

  /// Shorter pieces of base 64 say too little to be looked for.
  private static final int MIN_PIECE = 6;

  private static final int BITS_OF_LETTER = 6;

  private SecretForms() {}

  static Set<String> of(String value) {
    Set<String> forms = new LinkedHashSet<>();
    // What is looked for is found with line breaks or without.
    String secret = value.replaceAll("[\\r\\n]", "");
    if (secret.length() < MIN_SECRET) {
      return forms;
    }
    forms.add(secret);
    addHex(forms, secret.getBytes(StandardCharsets.UTF_8));
    addEscaped(forms, secret);
    if (!secret.equals(value)) {
      addHex(forms, value.getBytes(StandardCharsets.UTF_8));
      addEscaped(forms, value);
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    for (int shift = 0; shift < 3; shift++) {
      addBase64(forms, bytes, shift, Base64.getEncoder());
      addBase64(forms, bytes, shift, Base64.getUrlEncoder());
    }
    return forms;
  }

  private static void addHex(Set<String> forms, byte[] bytes) {
    for (HexFormat hex :
        new HexFormat[] {HexFormat.of(), HexFormat.ofDelimiter(" "), HexFormat.ofDelimiter(":")}) {
      forms.add(hex.formatHex(bytes));
      forms.add(hex.withUpperCase().formatHex(bytes));
    }
  }

  private static void addEscaped(Set<String> forms, String secret) {
    String query = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    forms.add(query);
    forms.add(query.replace("+", "%20"));
    forms.add(lowerEscapes(query));
    forms.add(lowerEscapes(query.replace("+", "%20")));
    String json = json(secret);
    forms.add(json);
    forms.add(json(json));
    forms.add(json.replace("/", "\\/"));
    String ascii = ascii(json);
    forms.add(ascii);
    forms.add(json(ascii));
    forms.removeIf(form -> form.indexOf('\n') >= 0 || form.indexOf('\r') >= 0);
  }

  private static String lowerEscapes(String encoded) {
    var lower = new StringBuilder(encoded);
    for (int at = lower.indexOf("%"); at >= 0; at = lower.indexOf("%", at + 1)) {
      lower.replace(at, at + 3, lower.substring(at, at + 3).toLowerCase(Locale.ROOT));
    }
    return lower.toString();
  }

  private static String json(String text) {
    String quoted = Json.text(JsonNodeFactory.instance.stringNode(text));
    return quoted.substring(1, quoted.length() - 1);
  }

  /// As writers do that keep JSON to ASCII.
  private static String ascii(String json) {
    var ascii = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char letter = json.charAt(i);
      if (letter < 0x80) {
        ascii.append(letter);
      } else {
        ascii.append("\\u").append(HexFormat.of().toHexDigits(letter));
      }
    }
    return ascii.toString();
  }

  /// The letters that depend on the secret alone when `shift` bytes stand before it, as in the
  /// `user:secret` of basic authentication, whatever comes behind it.
  private static void addBase64(Set<String> forms, byte[] secret, int shift, Base64.Encoder base) {
    byte[] shifted = new byte[shift + secret.length];
    System.arraycopy(secret, 0, shifted, shift, secret.length);
    String text = base.withoutPadding().encodeToString(shifted);
    int whole = shifted.length * Byte.SIZE / BITS_OF_LETTER;
    int foreign = shift == 0 ? 0 : shift + 1;
    if (whole - foreign >= MIN_PIECE) {
      forms.add(text.substring(foreign, whole));
    }
  }
}
