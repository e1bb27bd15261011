package alpi.browser.service;

import alpi.alp.blob.Sha256;
import java.nio.file.Path;

/// A download that was looked at and put away.
///
/// @param name what the page called it, made harmless
/// @param file under a name of ours, of mode 0600
public record Kept(String name, Path file, long size, Sha256 hash) {}
