package alpi.cli.talk;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Renders the inside of one block, emphasis, code and links, for a terminal.
final class Inline {
  /// A character that may begin a span whose end has not come yet. A lone star between blanks and
  /// an underscore inside a word begin nothing.
  private static final Pattern MAY_OPEN =
      Pattern.compile("\\*\\S|\\*$|(?<![\\p{L}\\p{N}])_|_$|`|\\[|<[A-Za-z/!]|<$");

  /// The last run of marks that something is written behind.
  private static final Pattern UNCLOSED =
      Pattern.compile(
          "(\\*{1,3}|(?<![\\p{L}\\p{N}])_{1,3}|`+)(?=[^\\s*_`])(?!.*\\1)", Pattern.DOTALL);

  /// Only paragraphs: what a line begins with is not this class's business.
  private final Parser parser = Parser.builder().enabledBlockTypes(Set.of()).build();

  private final Paint paint;

  Inline(Paint paint) {
    this.paint = paint;
  }

  /// Text as it looks, and whether no later character can change that.
  record Rendered(AttributedString text, boolean settled) {}

  /// Renders what is there.
  Rendered render(String markdown, AttributedStyle style) {
    Node document = parser.parse(markdown);
    Visitor visitor = new Visitor(style);
    document.accept(visitor);
    if (visitor.out.length() == 0) {
      // A definition of a link is nothing to the parser and a line to the reader.
      return new Rendered(new AttributedString(markdown, style), true);
    }
    return new Rendered(visitor.out.toAttributedString(), visitor.settled);
  }

  /// Renders text that still grows: a span that is open is shown as if it ended here, so that no
  /// mark comes and goes.
  AttributedString preview(String markdown, AttributedStyle style) {
    Rendered as = render(markdown, style);
    if (!as.settled()) {
      Matcher open = UNCLOSED.matcher(markdown);
      if (open.find()) {
        Rendered closed = render(markdown.stripTrailing() + open.group(1), style);
        if (closed.settled()) {
          return closed.text();
        }
      }
    }
    return as.text();
  }

  private final class Visitor extends AbstractVisitor {
    private final AttributedStringBuilder out = new AttributedStringBuilder();
    private AttributedStyle style;
    private boolean settled = true;

    Visitor(AttributedStyle style) {
      this.style = style;
    }

    @Override
    public void visit(Text text) {
      settled &= !MAY_OPEN.matcher(text.getLiteral()).find();
      append(text.getLiteral());
    }

    @Override
    public void visit(Code code) {
      out.append(code.getLiteral(), paint.code(style));
    }

    @Override
    public void visit(Emphasis emphasis) {
      within(paint.italic(style), emphasis);
    }

    @Override
    public void visit(StrongEmphasis strong) {
      within(paint.bold(style), strong);
    }

    @Override
    public void visit(Link link) {
      int start = out.length();
      within(paint.underline(style), link);
      String shown = out.subSequence(start, out.length()).toString();
      if (!shown.equals(link.getDestination())) {
        out.append(" (" + link.getDestination() + ")", paint.dim(style));
      }
    }

    @Override
    public void visit(Image image) {
      append("[image: ");
      visitChildren(image);
      append("] ");
      out.append(image.getDestination(), paint.dim(style));
    }

    @Override
    public void visit(HtmlInline html) {
      append(html.getLiteral());
    }

    @Override
    public void visit(SoftLineBreak softBreak) {
      append("\n");
    }

    @Override
    public void visit(HardLineBreak hardBreak) {
      append("\n");
    }

    private void within(AttributedStyle inner, Node node) {
      AttributedStyle outer = style;
      style = inner;
      visitChildren(node);
      style = outer;
    }

    private void append(String text) {
      out.append(text.replace('\t', ' '), style);
    }
  }
}
