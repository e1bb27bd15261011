package alpi.cli.json;

/// One JSON value as read or as to be written.
public sealed interface JsonValue permits JsonObject, JsonArray, JsonText, JsonNumber, JsonWord {}
