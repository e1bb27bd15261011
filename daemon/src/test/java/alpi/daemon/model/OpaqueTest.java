package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import alpi.alp.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What vendors want back unchanged goes back unchanged.
final class OpaqueTest {
  @Test
  void returnsThinkingBlocksWithTheirSignatures() throws AttemptFailed {
    JsonNode back =
        returned(
            new MessagesWire(),
            List.of(
                "{'type':'content_block_start','index':0,'content_block':{'type':'thinking',"
                    + "'thinking':''}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','t"
                    + "hinking':'hm'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','"
                    + "signature':'SIG'}}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use',"
                    + "'id':'t1',"
                    + "'name':'list','input':{}}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta',"
                    + "'partial_json':'{\\\"a\\\":1}'}}"));
    assertEquals(
        json(
            "[{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'SIG'},"
                + "{'type':'tool_use','id':'t1','name':'list','input':{'a':1}}]}]"),
        back.path("messages"));
  }

  @Test
  void returnsThoughtSignatures() throws AttemptFailed {
    JsonNode back =
        returned(
            new GeminiWire(),
            List.of(
                "{'candidates':[{'content':{'parts':[{'text':'a'},{'text':'b'}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'list','args':{}},"
                    + "'thoughtSignature':'SIG'}]},'finishReason':'STOP'}]}"));
    assertEquals(
        json(
            "[{'role':'model','parts':[{'text':'ab'},{'functionCall':{'name':'list','args':{}},"
                + "'thoughtSignature':'SIG'}]}]"),
        back.path("contents"));
  }

  @Test
  void returnsEncryptedReasoning() throws AttemptFailed {
    String reasoning = "{'type':'reasoning','id':'r1','summary':[],'encrypted_content':'ENC'}";
    String call = "{'type':'function_call','call_id':'c1','name':'list','arguments':'{}'}";
    JsonNode back =
        returned(
            new ResponsesWire(),
            List.of(
                "{'type':'response.output_item.done','output_index':0,'item':" + reasoning + "}",
                "{'type':'response.output_item.done','output_index':1,'item':" + call + "}",
                "{'type':'response.completed','response':{}}"));
    assertEquals(json("[" + reasoning + "," + call + "]"), back.path("input"));
  }

  @Test
  void leavesThemOutWhenTheCallsWereChanged() throws AttemptFailed {
    var kept = new ModelMessage.Opaque(MessagesWire.ID, json("[{'type':'tool_use','id':'gone'}]"));
    var said = new ModelMessage.Assistant("x", List.of(), Optional.of(kept));
    String body = new MessagesWire().body("m", Asked.request("", said)).toString();
    assertFalse(body.contains("gone"), body);
  }

  private static JsonNode returned(WireFormat wire, List<String> events) throws AttemptFailed {
    var heard = new ArrayList<ModelEvent>();
    var draft = new AnswerDraft(heard::add, "call_");
    Decoder decoder = wire.decoder(draft);
    for (String event : events) {
      decoder.event("", json(event));
    }
    decoder.close();
    draft.finish("m", 0);
    ModelEvent.Finished finished = (ModelEvent.Finished) heard.getLast();
    return wire.body("m", Asked.request("", finished.message()));
  }

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }
}
