package alpi.cli.acp;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.RpcFault;

/// What a person sends from an editor: their own words, and what the editor put beside them.
///
/// @param text the words, with the places that they name
/// @param beside texts that the editor sent along, which are data and no orders; empty for none
record AcpPrompt(String text, String beside) {
  /// @throws RpcFault for content that was not offered
  static AcpPrompt of(JsonArray blocks) {
    StringBuilder text = new StringBuilder();
    StringBuilder beside = new StringBuilder();
    for (int i = 0; i < blocks.size(); i++) {
      JsonObject block = blocks.object(i);
      switch (block.text("type")) {
        case "text" -> text.append(block.text("text"));
        case "resource_link" -> named(text, place(block.text("uri")));
        case "resource" -> {
          JsonObject resource = block.object("resource");
          named(text, place(resource.text("uri")));
          if (resource.has("text")) {
            beside.append("==> ").append(place(resource.text("uri"))).append(" <==\n");
            beside.append(resource.text("text")).append('\n');
          }
        }
        default ->
            throw new RpcFault(
                RpcFault.INVALID_PARAMS,
                "Content of the type " + block.text("type") + " cannot be taken.");
      }
    }
    return new AcpPrompt(text.toString(), beside.toString());
  }

  /// Apart from the words before it.
  private static void named(StringBuilder text, String place) {
    boolean apart = text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
    text.append(apart ? "" : " ").append(place);
  }

  /// A file as a path, anything else as it is.
  private static String place(String uri) {
    return uri.startsWith("file://") ? java.net.URI.create(uri).getPath() : uri;
  }
}
