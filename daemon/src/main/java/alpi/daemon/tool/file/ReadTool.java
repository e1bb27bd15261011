package alpi.daemon.tool.file;

import alpi.alp.blob.BlobRef;
import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.blob.BlobStore;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Owners;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import alpi.daemon.tool.document.DocumentText;
import alpi.daemon.tool.pdf.PdfText;
import alpi.daemon.tool.web.HtmlText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a file: a window of lines of a text or PDF, an image so that the model sees it, or a word
/// about what else it is. Also reads blobs that belong to the conversation.
public final class ReadTool implements Tool<ReadTool.Arguments> {
  /// Lines shown when the model does not say how many.
  public static final int DEFAULT_LINES = 2000;

  /// Largest image that is shown to a model, in bytes.
  public static final int MAX_IMAGE_BYTES = 8 << 20;

  private static final String BLOB = "blob:";
  private static final Labels LABELS = Labels.of(Source.WORKSPACE, true);

  private final SensitivePaths sensitive;
  private final BlobStore blobs;
  private final Origins origins;
  private final Editors editors;
  private final Time time;

  public ReadTool(
      SensitivePaths sensitive, BlobStore blobs, Origins origins, Editors editors, Time time) {
    this.sensitive = sensitive;
    this.blobs = blobs;
    this.origins = origins;
    this.editors = editors;
    this.time = time;
  }

  public record Arguments(
      @Doc(value = "file, or blob:<sha256>", longest = Places.MAX_CHARS) String path,
      @Doc(value = "first line, from 1", min = 1) Optional<Long> offset,
      @Doc(value = "number of lines", min = 1, max = 100_000) Optional<Integer> limit) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "read",
        "Read a file: text, PDF text or an image.",
        ToolTrait.CORE,
        ToolTrait.IDEMPOTENT,
        ToolTrait.PARALLEL);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    if (arguments.path().startsWith(BLOB)) {
      Sha256 hash = hash(arguments.path());
      var access = new Access(Capability.MEMORY_READ, BLOB + hash, Tier.SAFE, "reading a blob");
      return new Plan(List.of(access), "read blob " + hash.brief(), Map.of());
    }
    Path path = Places.real(arguments.path(), context.workspace());
    Access access = Guard.read(sensitive, path);
    if (access.tier() == Tier.SAFE) {
      requireFile(path, context.workspace());
    }
    String shown = Places.shown(path, context.workspace());
    return new Plan(List.of(access), "read " + shown, Map.of("path", path.toString()));
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    try {
      if (arguments.path().startsWith(BLOB)) {
        Sha256 hash = hash(arguments.path());
        try (InputStream in = owned(hash, context)) {
          return content(in, "", BLOB + hash.brief(), arguments, context).and(origins.of(hash));
        }
      }
      Path path = Path.of(plan.accesses().getFirst().target());
      try (SeekableByteChannel channel = sensitive.openForRead(path)) {
        InputStream in = shown(path, channel, context);
        String size = ", " + channel.size() + " bytes";
        String name = String.valueOf(path.getFileName());
        return content(in, size, name, arguments, context).and(origins.of(path));
      }
    } catch (IOException e) {
      throw Problem.of(
              ErrorCode.STORAGE, arguments.path() + " cannot be read: " + Causes.of(e) + ".")
          .because(e);
    }
  }

  /// The file, or where an editor has that text open what stands there.
  private InputStream shown(Path path, SeekableByteChannel file, ToolContext context)
      throws IOException {
    Optional<Editor> editor = editors.of(context);
    if (editor.isEmpty()) {
      return Channels.newInputStream(file);
    }
    byte[] head = Channels.newInputStream(file).readNBytes(TextFile.SNIFFED);
    file.position(0);
    Optional<String> text =
        FileKind.of(head) == FileKind.TEXT
            ? editor.get().read(path, file.size())
            : Optional.empty();
    return text.<InputStream>map(
            it -> new ByteArrayInputStream(it.getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> Channels.newInputStream(file));
  }

  private ToolResult content(
      InputStream in, String size, String name, Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    byte[] head = in.readNBytes(TextFile.SNIFFED);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
    FileKind kind = FileKind.of(head);
    if (kind == FileKind.TEXT) {
      return text(whole, TextFile.charset(head), arguments, "");
    }
    if (kind == FileKind.PDF) {
      return pdf(whole, arguments);
    }
    if (kind == FileKind.ZIP) {
      return archive(whole, name, size, arguments);
    }
    if (kind.image()) {
      return image(whole, kind, name, context);
    }
    return other(kind, name, size);
  }

  private static ToolResult other(FileKind kind, String name, String size) {
    return ToolResult.ok(name + " is not text: " + kind.mediaType() + size + ".", LABELS);
  }

  private ToolResult archive(InputStream in, String name, String size, Arguments arguments)
      throws IOException {
    byte[] bytes = in.readNBytes(DocumentText.MAX_BYTES + 1);
    if (bytes.length > DocumentText.MAX_BYTES) {
      return other(FileKind.ZIP, name, size);
    }
    Optional<String> words = DocumentText.of(bytes, HtmlText::words);
    if (words.isEmpty()) {
      return other(FileKind.ZIP, name, size);
    }
    byte[] text = words.get().getBytes(StandardCharsets.UTF_8);
    return text(new ByteArrayInputStream(text), StandardCharsets.UTF_8, arguments, "[document]");
  }

  private ToolResult text(InputStream in, Charset charset, Arguments arguments, String note)
      throws IOException {
    long offset = arguments.offset().orElse(1L);
    int limit = arguments.limit().orElse(DEFAULT_LINES);
    LineWindow window = LineWindow.read(in, charset, offset, limit, time);
    var out = new StringBuilder(window.text());
    if (!out.isEmpty() && out.charAt(0) == '\ufeff') {
      out.deleteCharAt(0);
    }
    note(out, window.footer());
    note(out, note);
    if (window.strayBytes()) {
      note(out, "[not valid UTF-8; shown byte by byte as ISO-8859-1]");
    }
    return ToolResult.ok(out.toString(), LABELS);
  }

  private ToolResult pdf(InputStream in, Arguments arguments)
      throws IOException, InterruptedException {
    PdfText pdf = PdfText.of(in.readNBytes(PdfText.MAX_BYTES + 1), time);
    String note = "[PDF: " + pdf.extent() + "]";
    byte[] text = pdf.text().getBytes(StandardCharsets.UTF_8);
    return text(new ByteArrayInputStream(text), StandardCharsets.UTF_8, arguments, note);
  }

  private ToolResult image(InputStream in, FileKind kind, String name, ToolContext context)
      throws IOException {
    byte[] bytes = in.readNBytes(MAX_IMAGE_BYTES + 1);
    if (bytes.length > MAX_IMAGE_BYTES) {
      return ToolResult.ok(name + " is an image too large to be shown.", LABELS);
    }
    BlobRef ref = blobs.put(bytes, kind.mediaType(), Owners.session(context.session()));
    String text = name + ": " + kind.mediaType() + ", " + bytes.length + " bytes, attached.";
    return new ToolResult(true, text, LABELS, List.of(new Attachment(name, ref)));
  }

  /// A blob of somebody else is as good as not there: knowing its name is not enough.
  private InputStream owned(Sha256 hash, ToolContext context) {
    if (!blobs.owns(Owners.session(context.session()), hash)) {
      throw Problem.of(ErrorCode.NOT_FOUND, "There is no blob of that name here.");
    }
    return blobs.open(hash);
  }

  private static void note(StringBuilder out, String line) {
    if (line.isEmpty()) {
      return;
    }
    if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
      out.append('\n');
    }
    out.append(line).append('\n');
  }

  private static Sha256 hash(String path) {
    String hex = path.substring(BLOB.length());
    if (!Sha256.isHex(hex)) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "blob: is followed by 64 hexadecimal digits.");
    }
    return new Sha256(hex);
  }

  private static void requireFile(Path path, Path workspace) {
    String shown = Places.shown(path, workspace);
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw Problem.of(
              ErrorCode.NOT_FOUND,
              shown + " cannot be read: " + Causes.of(e) + ".",
              SimilarNames.hint(path))
          .because(e);
    }
    if (attributes.isDirectory()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, shown + " is a folder.", "Use list.");
    }
    if (!attributes.isRegularFile()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, shown + " is a pipe, socket or device, not a file.");
    }
  }
}
