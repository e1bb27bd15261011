package alpi.daemon.journal.view;

import alpi.alp.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A document while events are folded into it. It has fields, and tables of rows by id; it keeps
/// note of each change, so that nobody has to compare documents. Setting what is there already is
/// no change.
///
/// For one thread at a time.
public final class Sheet {
  private final ObjectNode root;
  private List<Op> ops = new ArrayList<>();

  Sheet() {
    this(Json.object());
  }

  /// Goes on with a document.
  Sheet(ObjectNode root) {
    this.root = root;
  }

  /// Lays out an empty table.
  public Sheet table(String name) {
    if (!root.has(name)) {
      put(List.of(name), root, name, Json.object());
    }
    return this;
  }

  /// The rows of a table.
  public Rows rows(String table) {
    if (root.get(table) instanceof ObjectNode rows) {
      return new Rows(table, rows);
    }
    throw new IllegalStateException("the document has no table " + table);
  }

  /// A field of the document itself.
  public JsonNode get(String field) {
    return root.path(field);
  }

  public void set(String field, String value) {
    set(field, StringNode.valueOf(value));
  }

  public void set(String field, long value) {
    set(field, Values.number(value));
  }

  public void set(String field, JsonNode value) {
    put(List.of(field), root, field, value);
  }

  public void clear(String field) {
    remove(List.of(field), root, field);
  }

  /// Adds to a field that counts.
  public void add(String field, long more) {
    if (more != 0) {
      set(field, root.path(field).asLong(0) + more);
    }
  }

  /// A copy that later events leave as it is.
  ObjectNode copy() {
    return root.deepCopy();
  }

  /// What changed since this was asked last.
  List<Op> take() {
    List<Op> taken = ops;
    ops = new ArrayList<>();
    return taken;
  }

  private void put(List<String> path, ObjectNode in, String name, JsonNode value) {
    JsonNode old = in.get(name);
    if (value.equals(old)) {
      return;
    }
    in.set(name, value);
    JsonNode told = value.deepCopy();
    ops.add(old == null ? new Op.Add(path, told) : new Op.Replace(path, told));
  }

  private void remove(List<String> path, ObjectNode in, String name) {
    if (in.remove(name) != null) {
      ops.add(new Op.Remove(path));
    }
  }

  /// The rows of one table, by id, in the order in which they were put.
  public final class Rows {
    private final String table;
    private final ObjectNode rows;

    private Rows(String table, ObjectNode rows) {
      this.table = table;
      this.rows = rows;
    }

    public boolean has(String id) {
      return rows.has(id);
    }

    public int size() {
      return rows.size();
    }

    public List<String> ids() {
      return List.copyOf(rows.propertyNames());
    }

    /// A field of a row; missing where there is no such row.
    public JsonNode get(String id, String field) {
      return rows.path(id).path(field);
    }

    /// A row to look at; empty where there is none.
    public Optional<ObjectNode> find(String id) {
      return rows.get(id) instanceof ObjectNode row
          ? Optional.of(row.deepCopy())
          : Optional.empty();
    }

    /// Puts a row at the end, or in the place of the one it follows.
    public void put(String id, ObjectNode row) {
      Sheet.this.put(List.of(table, id), rows, id, Values.plain(row));
    }

    public void set(String id, String field, String value) {
      set(id, field, StringNode.valueOf(value));
    }

    public void set(String id, String field, long value) {
      set(id, field, Values.number(value));
    }

    public void set(String id, String field, boolean value) {
      set(id, field, Json.mapper().getNodeFactory().booleanNode(value));
    }

    /// Sets a field of a row that there is; does nothing where there is none.
    public void set(String id, String field, JsonNode value) {
      if (rows.get(id) instanceof ObjectNode row) {
        Sheet.this.put(List.of(table, id, field), row, field, value);
      }
    }

    public void clear(String id, String field) {
      if (rows.get(id) instanceof ObjectNode row) {
        Sheet.this.remove(List.of(table, id, field), row, field);
      }
    }

    /// Adds to a field that counts.
    public void add(String id, String field, long more) {
      if (more != 0) {
        set(id, field, get(id, field).asLong(0) + more);
      }
    }

    public void remove(String id) {
      Sheet.this.remove(List.of(table, id), rows, id);
    }

    /// Keeps so many rows, dropping those that were put first.
    public void keepLast(int most) {
      while (rows.size() > most) {
        remove(rows.propertyNames().iterator().next());
      }
    }

    /// Keeps so many rows, dropping the one whose number is smallest; one comes at a time.
    public void keepLargest(int most, String field) {
      while (rows.size() > most) {
        rows.properties().stream()
            .min((a, b) -> Long.compare(number(a, field), number(b, field)))
            .map(Map.Entry::getKey)
            .ifPresent(this::remove);
      }
    }

    private static long number(Map.Entry<String, JsonNode> row, String field) {
      return row.getValue().path(field).asLong(0);
    }
  }

  /// An array as a field's value.
  public static ArrayNode array(List<String> values) {
    ArrayNode array = Json.mapper().createArrayNode();
    values.forEach(array::add);
    return array;
  }
}
