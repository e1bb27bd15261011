package alpi.browser;

/// A picture of a page.
///
/// @param mediaType `image/png`
public record Image(Bytes bytes, String mediaType) {}
