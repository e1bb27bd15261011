package alpi.daemon.host.verb;

import alpi.daemon.session.Message.Attachment;

/// Bytes that came with a message; `host.blob.get` reads them.
record AttachmentView(String name, String hash, long bytes, String mediaType) {
  static AttachmentView of(Attachment attachment) {
    return new AttachmentView(
        attachment.name(),
        attachment.blob().hash().hex(),
        attachment.blob().bytes(),
        attachment.blob().mediaType());
  }
}
