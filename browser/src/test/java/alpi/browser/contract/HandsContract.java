package alpi.browser.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.KeyStroke;
import alpi.browser.Ref;
import alpi.browser.page.PageDiff;
import alpi.browser.page.PageTree;
import alpi.browser.page.View;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What acting on a page by reference comes to, on every engine.
public abstract class HandsContract extends EngineContract {
  @Test
  void keepsAReferenceWhileTheElementStays() throws EngineFault {
    show("/list", "<button id=a onclick='this.before(document.createElement(`hr`))'>add</button>");
    Ref ref = ref("add");
    hands().click(ref, 1, soon());
    hands().click(ref, 1, soon());
    assertEquals(ref, ref("add"));
    assertEquals(2, tree().nodes().stream().filter(n -> n.role().equals("separator")).count());
  }

  @Test
  void failsAtOnceOnAReferenceThatIsStale() throws EngineFault {
    show("/gone", "<button onclick='this.remove()'>go</button><button>stay</button>");
    Ref gone = ref("go");
    Ref stays = ref("stay");
    hands().click(gone, 1, soon());
    assertEquals(gone, fault(Fault.StaleRef.class, () -> hands().click(gone, 1, soon())).ref());
    show("/next", "<button>other</button>");
    tree();
    fault(Fault.StaleRef.class, () -> hands().click(stays, 1, soon()));
    assertTrue(ref("other").number() > stays.number());
    assertTrue(stays.number() > gone.number());
  }

  @Test
  void namesWhatCoversAnElement() throws EngineFault {
    show(
        "/covered",
        """
        <button onclick='o.textContent="hit"'>under</button><output id=o></output>
        <div role=dialog aria-label=Cookies style='position:fixed;inset:0;background:white'>
        <button onclick='this.parentElement.remove()'>Agree</button></div>
        """);
    Ref under = ref("under");
    Fault.Covered covered = fault(Fault.Covered.class, () -> hands().click(under, 1, soon()));
    assertTrue(covered.by().contains("Cookies"), covered.by());
    hands().click(ref("Agree"), 1, soon());
    hands().click(under, 1, soon());
    assertEquals("hit", out());
  }

  @Test
  void saysWhyAnElementCannotBeClicked() throws EngineFault {
    show(
        "/unfit",
        """
        <button disabled>off</button><button id=h>hide</button><input aria-label=in readonly>
        <script>h.onclick = () => h.style.display = 'none'</script>
        """);
    Ref hidden = ref("hide");
    hands().click(hidden, 1, soon());
    assertTrue(unfit(() -> hands().click(hidden, 1, soon())).contains("not visible"));
    assertTrue(unfit(() -> hands().click(ref("off"), 1, soon())).contains("disabled"));
    assertTrue(unfit(() -> hands().fill(ref("in"), "x", soon())).contains("read-only"));
    assertTrue(unfit(() -> hands().check(ref("in"), true, soon())).contains("checked"));
  }

  private static String unfit(org.junit.jupiter.api.function.Executable work) {
    return fault(Fault.NotFit.class, work).why();
  }

  @Test
  void clicksWhatIsFarDownThePage() throws EngineFault {
    show(
        "/far",
        "<div style='height:5000px'></div><button ondblclick='o.textContent=\"twice\"'>down"
            + "</button><output id=o></output>");
    hands().click(ref("down"), 2, soon());
    assertEquals("twice", out());
  }

  @Test
  void fillsAFormAndSubmitsIt() throws EngineFault {
    site.on("/sent", exchange -> Site.send(exchange, 200, "text/html", "<h1>Thank you"));
    show(
        "/form",
        """
        <form action=/sent><label>Name <input name=name value=old></label>
        <label>About <textarea name=about></textarea></label>
        <label>Born <input type=date name=born></label>
        <label>Size <select name=size><option value=s>Small<option value=l>Large</select></label>
        <label><input type=checkbox name=news checked> News</label>
        <fieldset><legend>Pay</legend><label><input type=radio name=pay value=card> Card</label>
        <label><input type=radio name=pay value=cash> Cash</label></fieldset>
        <input type=password name=pass aria-label=Password><button>Send</button></form>
        """);
    hands().fill(ref("Name"), "Ada Lovelace", soon());
    hands().fill(ref("About"), "line one\nline two", soon());
    hands().fill(ref("Born"), "1815-12-10", soon());
    hands().select(ref("Size"), List.of("Large"), soon());
    hands().check(ref("News"), false, soon());
    hands().check(ref("Cash"), true, soon());
    hands().fill(ref("Password"), "hunter2", soon());
    String shown = text(View.INTERACTIVE);
    assertTrue(shown.contains("= \"Ada Lovelace\""), shown);
    assertTrue(!shown.contains("hunter2"), shown);
    hands().click(ref("Send"), 1, soon());
    assertEquals("# Thank you", text(View.INTERACTIVE));
    assertTrue(
        site.asked("/sent")
            .orElse("")
            .contains(
                "name=Ada+Lovelace&about=line+one%0D%0Aline+two&born=1815-12-10&size=l"
                    + "&pay=cash&pass=hunter2"),
        () -> site.asked("/sent").orElse("nothing"));
  }

  @Test
  void namesTheOptionsThatExist() throws EngineFault {
    show("/pick", "<select aria-label=Fruit><option>Apple<option>Pear</select>");
    String why = unfit(() -> hands().select(ref("Fruit"), List.of("Kiwi"), soon()));
    assertTrue(why.contains("Apple, Pear"), why);
    hands().select(ref("Fruit"), List.of("pear"), soon());
    assertTrue(text(View.INTERACTIVE).contains("= \"Pear\""));
  }

  @Test
  void typesKeyByKeyAndPressesKeys() throws EngineFault {
    show(
        "/keys",
        """
        <input aria-label=box><output id=o></output><script>let n = 0;
        const box = document.querySelector('input');
        box.onkeyup = () => o.textContent = ++n + ' ' + box.value;</script>
        """);
    Ref box = ref("box");
    hands().type(box, "ab1", soon());
    assertEquals("3 ab1", out());
    hands().type(box, "ñ漢", soon());
    assertTrue(text(View.INTERACTIVE).contains("= \"ab1ñ漢\""), text(View.INTERACTIVE));
    hands().press(box, KeyStroke.parse("Control+A").orElseThrow(), soon());
    hands().press(KeyStroke.parse("Backspace").orElseThrow(), soon());
    hands().press(KeyStroke.parse("Shift+X").orElseThrow(), soon());
    assertTrue(text(View.INTERACTIVE).contains("= \"X\""), text(View.INTERACTIVE));
    hands().fill(box, "", soon());
    assertTrue(!text(View.INTERACTIVE).contains("="), text(View.INTERACTIVE));
  }

  @Test
  void submitsWithEnter() throws EngineFault {
    site.on("/found", exchange -> Site.send(exchange, 200, "text/html", "<h1>found"));
    show("/search", "<form action=/found><input name=q aria-label=Query></form>");
    hands().fill(ref("Query"), "cats", soon());
    hands().press(ref("Query"), KeyStroke.parse("Enter").orElseThrow(), soon());
    assertEquals("# found", text(View.INTERACTIVE));
  }

  @Test
  void editsWhatIsEditableWithoutBeingAField() throws EngineFault {
    show("/edit", "<div contenteditable role=textbox aria-label=Note>old <b>text</b></div>");
    hands().fill(ref("Note"), "new text", soon());
    assertTrue(text(View.INTERACTIVE).contains("= \"new text\""), text(View.INTERACTIVE));
  }

  @Test
  void hoversAndScrolls() throws EngineFault {
    needs(Capability.HOVER);
    show(
        "/hover",
        """
        <style>#m { display: none } #top:hover #m { display: block }</style>
        <div id=top tabindex=0 aria-label=Menu>Menu<a id=m href=/x>Deep</a></div>
        <div style='height:3000px'></div>
        """);
    hands().hover(ref("Menu"), soon());
    assertTrue(text(View.FULL).contains("Deep"), text(View.FULL));
    var at = hands().scroll(Json.object().put("dy", 700), soon());
    assertEquals(700, at.path("y").asInt(0));
  }

  @Test
  void checksABoxThatOnlyItsLabelShows() throws EngineFault {
    show(
        "/fancy",
        "<input type=checkbox id=c style='position:absolute;opacity:0;width:0;height:0'>"
            + "<label for=c>Fancy</label>");
    hands().check(ref("Fancy"), true, soon());
    assertTrue(text(View.INTERACTIVE).contains("checked"), text(View.INTERACTIVE));
  }

  @Test
  void waitsForWhatComesAndNoLongerThanItsDeadline() throws EngineFault {
    show("/later", "<p id=p></p><script>setTimeout(() => p.textContent = 'come', 200)</script>");
    hands().await(Json.object().put("text", "come"), "text", soon());
    fault(
        Fault.TimedOut.class,
        () ->
            hands()
                .await(
                    Json.object().put("text", "never"),
                    "text",
                    Deadline.in(Duration.ofMillis(300))));
  }

  @Test
  void tellsWhatChangedInAFewLines() throws EngineFault {
    show(
        "/change",
        "<button onclick='o.innerHTML = \"<a href=/n>Next</a>\"'>go</button><p id=o>wait</p>");
    PageTree before = tree();
    hands().click(ref("go"), 1, soon());
    List<String> diff = PageDiff.of(before, tree());
    assertEquals(2, diff.size(), diff::toString);
    assertTrue(diff.getFirst().startsWith("+ link \"Next\" ["), diff::toString);
    assertEquals("- wait", diff.getLast());
  }

  @Test
  void clicksWhatMovesIntoPlace() throws EngineFault {
    show(
        "/slide",
        """
        <style>@keyframes s { from { margin-left: 600px } to { margin-left: 0 } }
        button { animation: s .3s linear }</style>
        <button onclick='o.textContent="caught"'>catch</button><output id=o></output>
        """);
    hands().click(ref("catch"), 1, soon());
    assertEquals("caught", out());
  }

  @Test
  void namesElementsAsTheyAreReadOut() throws EngineFault {
    show(
        "/names",
        """
        <span id=a>First</span><span id=b hidden>second</span>
        <button aria-labelledby='a b'>x</button><button><img src=x alt=Pic></button>
        <a href=/y title=Hint></a><input placeholder=Here>
        <style>.q::before { content: 'New ' }</style><button class=q>mail</button>
        <input type=checkbox id=f>
        <label for=f>Flash <input type=number value=3 aria-label=n> times</label>
        """);
    ref("First second");
    ref("Pic");
    ref("Hint");
    ref("Here");
    ref("New mail");
    assertNotEquals(ref("n"), ref("Flash 3 times"));
  }
}
