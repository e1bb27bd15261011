package alpi.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The table "Rooms of the daemon" of ARCHITECTURE.md: each room's floor and its allowed
/// neighbours.
record RoomTable(Map<String, Room> rooms) {
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d) \\| (?:\\*\\((\\w+)\\)\\*|`(\\w+)`) \\|([^|]*)\\|([^|]*)\\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");
  private static final String BASE = "alpi.daemon";

  record Room(String name, int floor, Set<String> neighbours) {}

  static RoomTable parse(String markdown) {
    Map<String, Room> rooms = new LinkedHashMap<>();
    Matcher row = ROW.matcher(markdown);
    while (row.find()) {
      String name = row.group(2) == null ? row.group(3) : row.group(2);
      Set<String> neighbours = new HashSet<>();
      Matcher neighbour = NAME.matcher(row.group(5));
      while (neighbour.find()) {
        neighbours.add(neighbour.group(1));
      }
      rooms.put(name, new Room(name, Integer.parseInt(row.group(1)), neighbours));
    }
    return new RoomTable(rooms);
  }

  /// The room that a package belongs to; empty for packages that are not the daemon's.
  List<Room> of(String packageName) {
    if (packageName.equals(BASE)) {
      return List.of(known("root"));
    }
    if (!packageName.startsWith(BASE + ".")) {
      return List.of();
    }
    return List.of(known(packageName.substring(BASE.length() + 1).split("\\.", 2)[0]));
  }

  private Room known(String name) {
    Room room = rooms.get(name);
    if (room == null) {
      throw new IllegalStateException(
          "ARCHITECTURE.md has no row for `" + name + "`; it knows " + rooms.keySet());
    }
    return room;
  }

  /// Why the import breaks the table; empty when it does not.
  List<String> complaint(String from, String to) {
    List<String> complaints = new ArrayList<>();
    for (Room room : of(from)) {
      for (Room target : of(to)) {
        boolean same = room.name().equals(target.name());
        boolean down = room.floor() > target.floor();
        boolean shown = target.name().equals("base") || room.neighbours().contains(target.name());
        if (!same && !down && !shown) {
          complaints.add(from + " (floor " + room.floor() + ") may not know " + to);
        }
      }
    }
    return complaints;
  }

  static RoomTable ofRows(String... rows) {
    return parse(String.join("\n", Arrays.asList(rows)));
  }
}
