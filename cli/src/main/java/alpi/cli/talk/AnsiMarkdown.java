package alpi.cli.talk;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/// Renders one block of Markdown for a terminal; without colours it is laid-out plain text.
final class AnsiMarkdown {
  private static final String BOLD = "\u001b[1m";
  private static final String ITALIC = "\u001b[3m";
  private static final String CODE = "\u001b[36m";
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";
  private static final String RULE = "────────";

  private final Parser parser = Parser.builder().build();
  private final boolean color;

  AnsiMarkdown(boolean color) {
    this.color = color;
  }

  String render(String markdown) {
    Visitor visitor = new Visitor();
    parser.parse(markdown).accept(visitor);
    return visitor.out.toString().stripTrailing();
  }

  /// One line of a code block.
  String code(String line) {
    return "  " + styled(CODE, line);
  }

  private String styled(String style, String text) {
    return color && !text.isEmpty() ? style + text + RESET : text;
  }

  private final class Visitor extends AbstractVisitor {
    private final StringBuilder out = new StringBuilder();
    private String indent = "";

    @Override
    public void visit(Heading heading) {
      wrap(BOLD, heading);
      out.append('\n');
    }

    @Override
    public void visit(Paragraph paragraph) {
      visitChildren(paragraph);
      out.append('\n');
    }

    @Override
    public void visit(BulletList list) {
      items(list, 0);
    }

    @Override
    public void visit(OrderedList list) {
      Integer first = list.getMarkerStartNumber();
      items(list, first == null ? 1 : first);
    }

    @Override
    public void visit(BlockQuote quote) {
      indented("│ ", quote);
    }

    @Override
    public void visit(FencedCodeBlock block) {
      block
          .getLiteral()
          .lines()
          .forEach(line -> out.append(code(line)).append('\n').append(indent));
    }

    @Override
    public void visit(IndentedCodeBlock block) {
      block
          .getLiteral()
          .lines()
          .forEach(line -> out.append(code(line)).append('\n').append(indent));
    }

    @Override
    public void visit(ThematicBreak rule) {
      out.append(styled(DIM, RULE)).append('\n');
    }

    @Override
    public void visit(HtmlBlock html) {
      out.append(html.getLiteral()).append('\n');
    }

    @Override
    public void visit(HtmlInline html) {
      out.append(html.getLiteral());
    }

    @Override
    public void visit(Text text) {
      out.append(text.getLiteral());
    }

    @Override
    public void visit(Code code) {
      out.append(styled(CODE, code.getLiteral()));
    }

    @Override
    public void visit(Emphasis emphasis) {
      wrap(ITALIC, emphasis);
    }

    @Override
    public void visit(StrongEmphasis strong) {
      wrap(BOLD, strong);
    }

    @Override
    public void visit(Link link) {
      int start = out.length();
      visitChildren(link);
      if (!out.substring(start).equals(link.getDestination())) {
        out.append(styled(DIM, " (" + link.getDestination() + ")"));
      }
    }

    @Override
    public void visit(Image image) {
      out.append("[image: ");
      visitChildren(image);
      out.append("] ").append(styled(DIM, image.getDestination()));
    }

    @Override
    public void visit(SoftLineBreak softBreak) {
      out.append('\n').append(indent);
    }

    @Override
    public void visit(HardLineBreak hardBreak) {
      out.append('\n').append(indent);
    }

    private void items(Node list, int first) {
      int number = first;
      for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
        if (item instanceof ListItem) {
          String mark = first == 0 ? "• " : number + ". ";
          number++;
          if (!out.isEmpty() && out.charAt(out.length() - 1) == '\n') {
            out.append(indent);
          }
          out.append(mark);
          nested(" ".repeat(mark.length()), item);
        }
      }
    }

    private void indented(String prefix, Node node) {
      out.append(prefix);
      nested(prefix, node);
    }

    private void nested(String prefix, Node node) {
      String outer = indent;
      indent = outer + prefix;
      visitChildren(node);
      indent = outer;
    }

    private void wrap(String style, Node node) {
      if (color) {
        out.append(style);
        visitChildren(node);
        out.append(RESET);
      } else {
        visitChildren(node);
      }
    }
  }
}
