package alpi.daemon.model;

/// What the built-in responder says about itself. `docs/builtin.md` holds the same table.
final class BuiltinHelp {
  static final String TABLE =
      """
      - Summarise README.md · summarise this (piped or attached, diffs too) · … in 3 sentences
      - Search TODO in src · find "some words"
      - List docs · list files
      - Read notes/plan.md
      - Fetch https://example.org as text · summarise https://example.org
      - Recall invoices (from past sessions)
      - Remember that the invoice number is 4711
      - What is 15% of 80? · (1 + 2) * 3 ^ 2
      - What day is 2026-12-24? · days between 2026-01-01 and 2026-03-01 · 2026-01-31 + 10 days
      - How do I add a peer? (from alpi's own manual)
      - Help\
      """;

  static final String TEXT =
      "There is no language model configured, so plain requests of these kinds are answered:\n\n"
          + TABLE;

  private BuiltinHelp() {}
}
