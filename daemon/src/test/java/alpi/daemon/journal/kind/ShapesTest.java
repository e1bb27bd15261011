package alpi.daemon.journal.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.journal.EventKind;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShapesTest {
  private static final Shape DUE = Shapes.of(EventKind.SCHEDULE_DUE);
  private static final String WELL =
      "{\"schedule\":\"s1\",\"at\":\"2026-01-02T03:04:05Z\",\"cause\":\"hand\"}";

  @Test
  void everyKindHasAShapeInTheOrderOfTheKinds() {
    assertEquals(
        Arrays.asList(EventKind.values()), Shapes.all().stream().map(Shape::kind).toList());
  }

  @Test
  void everySentenceIsOneAndNoFieldGoesWithoutAWord() {
    for (Shape shape : Shapes.all()) {
      assertTrue(shape.when().endsWith("."), shape.kind().wire());
      for (Field field : shape.fields()) {
        assertFalse(field.doc().isBlank() || field.doc().endsWith("."), shape.kind().wire());
      }
    }
  }

  @Test
  void takesABodyThatSaysWhatItsKindSays() {
    assertEquals(Optional.empty(), DUE.misfit(Json.parse(WELL)));
  }

  @Test
  void namesAFieldThatIsNotOfTheKind() {
    assertEquals(
        Optional.of("schedule.due has no field more"),
        DUE.misfit(Json.parse(WELL.replace("{", "{\"more\":1,"))));
  }

  @Test
  void namesAFieldThatIsMissing() {
    assertEquals(
        Optional.of("schedule.due lacks cause"),
        DUE.misfit(Json.parse(WELL.replace(",\"cause\":\"hand\"", ""))));
  }

  @Test
  void namesAFieldOfAnotherForm() {
    String told = DUE.misfit(Json.parse(WELL.replace("05Z", "05+00:00"))).orElse("");
    assertTrue(told.startsWith("schedule.due.at is not moment"), told);
  }

  @Test
  void eachFormTakesItsOwnAndNothingElse() {
    fits(Form.TEXT, "\"a\"", "1");
    fits(Form.WHOLE, "1", "1.5");
    fits(Form.TRUTH, "true", "\"true\"");
    fits(Form.HASH, "\"" + "0f".repeat(32) + "\"", "\"" + "0F".repeat(32) + "\"");
    fits(Form.AMOUNT, "\"0.0012\"", "\"1.2E-3\"");
    fits(Form.AMOUNT, "\"0\"", "\"nothing\"");
    fits(Form.TEXTS, "[\"a\"]", "[1]");
    fits(
        Form.LABELS,
        "{\"sources\":[\"web\"],\"private\":false}",
        "{\"sources\":[\"web\"],\"private\":false,\"more\":1}");
  }

  private static void fits(Form form, String own, String other) {
    assertTrue(form.fits(Json.parse(own)), form + " " + own);
    assertFalse(form.fits(Json.parse(other)), form + " " + other);
  }

  @Test
  void refusesAShapeThatNamesAFieldTwice() {
    Field field = Field.text("at", "where");
    assertThrows(
        IllegalArgumentException.class,
        () -> Shape.of(EventKind.WEB_LISTENING, "It opened.", field, field));
  }
}
