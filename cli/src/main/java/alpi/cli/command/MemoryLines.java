package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonFault;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.json.JsonValue;
import alpi.cli.json.JsonWriter;
import alpi.cli.term.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Memories as lines of JSON, on their way out of a profile and into one.
final class MemoryLines {
  private static final int PAGE = 200;
  private static final String[] TAKEN = {
    "text", "lane", "confidence", "sources", "subject", "attribute", "value", "pinned"
  };

  private MemoryLines() {}

  static int export(Call call) throws IOException {
    JsonObject params = call.params().put("limit", PAGE);
    JsonArray page;
    do {
      page = call.ask("host.memory.list", params).array("memories");
      for (int i = 0; i < page.size(); i++) {
        call.out().line(JsonWriter.text(portable(page.object(i))));
      }
      if (page.size() > 0) {
        params.put("before", page.object(page.size() - 1).text("id"));
      }
    } while (page.size() == PAGE);
    return 0;
  }

  /// What another profile can take; what the owner admitted goes as the owner's.
  private static JsonObject portable(JsonObject memory) {
    JsonObject line = new JsonObject();
    for (String key : TAKEN) {
      boolean admitted = key.equals("sources") && memory.has("admitted");
      JsonValue value = memory.get(key);
      if (value != null && memory.has(key) && !admitted) {
        line.put(key, value);
      }
    }
    return line;
  }

  static int take(Call call) throws IOException {
    JsonObject all = new JsonObject();
    JsonArray batch = new JsonArray();
    int number = 0;
    try (BufferedReader lines = new BufferedReader(open(call.argument(0)))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          batch.add(parsed(line, number));
        }
        if (batch.size() == PAGE) {
          batch = send(call, batch, all);
        }
      }
    }
    send(call, batch, all);
    if (!call.gaveJson(all)) {
      call.out()
          .tell(
              all.number("added")
                  + " kept, "
                  + all.number("known")
                  + " known already, "
                  + all.number("held")
                  + " wait for your review, "
                  + all.number("refused")
                  + " rejected before");
    }
    return 0;
  }

  private static JsonArray send(Call call, JsonArray batch, JsonObject all) throws IOException {
    JsonObject result =
        batch.size() == 0
            ? new JsonObject()
            : call.ask("host.memory.import", call.params().put("memories", batch));
    for (String key : new String[] {"added", "known", "held", "refused"}) {
      all.put(key, all.number(key) + result.number(key));
    }
    return new JsonArray();
  }

  private static JsonObject parsed(String line, int number) {
    try {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      return JsonReader.readObject(bytes, 0, bytes.length);
    } catch (JsonFault e) {
      throw Refusal.usage("Line " + number + " is no JSON object: " + e.getMessage(), "");
    }
  }

  private static Reader open(String name) throws IOException {
    if (name.equals("-")) {
      return new InputStreamReader(System.in, StandardCharsets.UTF_8);
    }
    try {
      return Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw Refusal.usage("There is no file " + name + ".", "");
    }
  }
}
