package alpi.daemon.tool;

import alpi.daemon.model.ModelRequest.ToolDef;

/// A tool together with its schema and the definition that models are shown.
record Registered<A extends Record>(Tool<A> tool, ToolSchema<A> schema, ToolDef definition) {
  static <A extends Record> Registered<A> of(Tool<A> tool) {
    ToolSchema<A> schema = ToolSchema.of(tool.arguments());
    ToolSpec spec = tool.spec();
    return new Registered<>(
        tool, schema, new ToolDef(spec.name(), spec.description(), schema.json()));
  }

  ToolSpec spec() {
    return tool.spec();
  }
}
