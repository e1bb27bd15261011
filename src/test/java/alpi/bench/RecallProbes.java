package alpi.bench;

import alpi.daemon.base.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A life told in many conversations, and questions about it whose answers are known: in the same
/// words and in others, among turns that hold the same words and answer nothing, in two
/// conversations at once, by the time, and behind many ways to say another thing.
final class RecallProbes {
  private static final List<String> PEOPLE =
      List.of(
          "Ana", "Bruno", "Clara", "Dario", "Elena", "Fabio", "Greta", "Hugo", "Ines", "Jonas",
          "Karla", "Leo", "Marta", "Nils", "Olga", "Paul", "Rita", "Simon", "Tara", "Viktor");

  /// What has another word for it.
  static final List<List<String>> SAME =
      List.of(
          List.of("car", "automobile"),
          List.of("bicycle", "bike"),
          List.of("couch", "sofa"),
          List.of("phone", "handset"),
          List.of("television", "telly"),
          List.of("fridge", "refrigerator"),
          List.of("lamp", "luminaire"),
          List.of("boiler", "heater"),
          List.of("notebook", "laptop"),
          List.of("watch", "timepiece"),
          List.of("coat", "overcoat"),
          List.of("suitcase", "luggage"),
          List.of("repaired", "fixed"),
          List.of("bought", "purchased"),
          List.of("sold", "flogged"),
          List.of("lost", "mislaid"),
          List.of("cellar", "basement"),
          List.of("garden", "yard"),
          List.of("attic", "loft"),
          List.of("kitchen", "galley"),
          List.of("broken", "defective"),
          List.of("wet", "damp"),
          List.of("doctor", "physician"),
          List.of("holiday", "vacation"),
          List.of("bill", "invoice"),
          List.of("lawyer", "attorney"));

  private static final List<List<String>> THINGS = SAME.subList(0, 12);
  private static final List<List<String>> DEEDS = SAME.subList(12, 16);
  private static final List<List<String>> PLACES = SAME.subList(16, 20);
  private static final List<List<String>> STATES = SAME.subList(20, 22);
  private static final List<List<String>> MATTERS = SAME.subList(22, 26);
  private static final List<String> TOWNS =
      List.of("Lisbon", "Turin", "Graz", "Basel", "Ghent", "Malmo", "Porto", "Lyon", "Kiel");
  private static final int EACH = 24;
  private static final int FILLERS = 2_000;
  private static final int DISTRACTORS = 8;
  static final Instant BEGIN = Instant.parse("2024-01-01T08:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);

  private final Random random;
  private final List<Said> said = new ArrayList<>();
  private final Map<String, List<Probe>> probes = new LinkedHashMap<>();
  private int facts;

  /// @param fact what it answers; 0 for nothing
  record Said(Instant at, String text, int fact) {}

  /// @param facts each of which is to be found
  record Probe(String question, Period period, Set<Integer> facts) {}

  RecallProbes(long seed) {
    random = new Random(seed);
    for (int i = 0; i < EACH; i++) {
      sameWords(i);
      otherWords(i);
      otherWordsAlone(i);
      distractors(i);
      twoConversations(i);
      byTime(i);
      crowd(i);
    }
    for (int i = 0; i < FILLERS; i++) {
      filler();
    }
    said.sort(Comparator.comparing(Said::at));
  }

  List<Said> said() {
    return said;
  }

  Map<String, List<Probe>> probes() {
    return probes;
  }

  private void sameWords(int i) {
    String person = any(PEOPLE);
    String thing = any(THINGS).getFirst();
    String mark = mark(i);
    int fact = say("%s keeps the %s with the number %s".formatted(person, thing, mark));
    ask("same words", "who keeps the %s with the number %s".formatted(thing, mark), fact);
  }

  private void otherWords(int i) {
    String person = PEOPLE.get(i % PEOPLE.size());
    List<String> thing = THINGS.get(i % THINGS.size());
    List<String> deed = DEEDS.get(i / PEOPLE.size() % DEEDS.size());
    int fact =
        say(
            "%s had the %s %s in %s for %d euros"
                .formatted(
                    person, thing.getFirst(), deed.getFirst(), any(TOWNS), random.nextInt(900)));
    ask(
        "other words, with a name",
        "where was the %s of %s %s".formatted(thing.getLast(), person, deed.getLast()),
        fact);
  }

  private void otherWordsAlone(int i) {
    List<String> thing = THINGS.get(i % THINGS.size());
    List<String> place = PLACES.get(i / THINGS.size() % PLACES.size());
    List<String> state = STATES.get(i % STATES.size());
    int fact =
        say(
            "since sunday the %s down in the %s is %s"
                .formatted(thing.getFirst(), place.getFirst(), state.getFirst()));
    ask(
        "other words alone",
        "%s %s %s".formatted(state.getLast(), thing.getLast(), place.getLast()),
        fact);
  }

  private void distractors(int i) {
    String person = PEOPLE.get((i * 7) % PEOPLE.size());
    String matter = MATTERS.get(i % MATTERS.size()).getFirst();
    String town = TOWNS.get(i % TOWNS.size());
    int fact = say("%s sees the %s in %s on friday at nine".formatted(person, matter, town));
    for (int j = 0; j < DISTRACTORS; j++) {
      say("the %s, the %s, always the %s: not in %s".formatted(matter, matter, matter, any(TOWNS)));
      say("%s went on about %s, %s and %s again".formatted(person, town, person, town));
    }
    ask("among distractors", "when does %s see the %s in %s".formatted(person, matter, town), fact);
  }

  private void twoConversations(int i) {
    String mark = mark(1_000 + i);
    String thing = any(THINGS).getFirst();
    int first = say("the %s from %s goes to %s".formatted(thing, any(TOWNS), mark));
    int second = say("%s lives in %s now, since spring".formatted(mark, any(TOWNS)));
    for (int j = 0; j < DISTRACTORS / 2; j++) {
      say("%s called, nothing new".formatted(mark));
    }
    ask("in two conversations", "where does the %s of %s go".formatted(thing, mark), first, second);
  }

  private void byTime(int i) {
    String thing = THINGS.get(i % THINGS.size()).getFirst();
    String deed = DEEDS.get(i / THINGS.size() % DEEDS.size()).getFirst();
    int month = 1 + random.nextInt(20);
    int fact = 0;
    Instant since = BEGIN.plus(MONTH.multipliedBy(month));
    for (int j = 0; j < 12; j++) {
      Instant at = BEGIN.plus(MONTH.multipliedBy((month + 2L * j) % 24)).plus(day(20));
      int told = ++facts;
      said.add(new Said(at, "paid %d for the %s, %s".formatted(j * 10, thing, deed), told));
      fact = j == 0 ? told : fact;
    }
    var period = new Period(Optional.of(since), Optional.of(since.plus(MONTH)));
    add(
        "by the time",
        new Probe("paid for the %s, %s".formatted(thing, deed), period, Set.of(fact)));
  }

  private void crowd(int i) {
    String mark = mark(2_000 + i);
    List<String> matter = MATTERS.get(i % MATTERS.size());
    int first = say("the %s of %s was paid on monday".formatted(matter.getFirst(), mark));
    for (int j = 0; j < 10; j++) {
      said.add(
          new Said(
              at(),
              "the %s of %s was paid on monday, told %d times"
                  .formatted(matter.getFirst(), mark, j),
              first));
    }
    int second =
        say(
            "one more %s of %s, over forty thousand for the whole roof, is still open and due"
                .formatted(matter.getFirst(), mark));
    ask("behind a crowd", "%s of %s".formatted(matter.getFirst(), mark), first, second);
  }

  private void filler() {
    String text =
        switch (random.nextInt(5)) {
          case 0 -> "%s asked about the %s again".formatted(any(PEOPLE), any(any(THINGS)));
          case 1 ->
              "the %s in %s had to be %s".formatted(any(any(THINGS)), any(TOWNS), any(any(DEEDS)));
          case 2 ->
              "%s will be in %s for the %s".formatted(any(PEOPLE), any(TOWNS), any(any(MATTERS)));
          case 3 ->
              "nobody goes down to the %s, it is %s".formatted(any(any(PLACES)), any(any(STATES)));
          default -> "%s and %s where to meet on sunday".formatted(any(PEOPLE), any(PEOPLE));
        };
    said.add(new Said(at(), text, 0));
  }

  /// A name that nobody else has.
  private String mark(int i) {
    return "Zu"
        + (char) ('a' + i % 26)
        + (char) ('a' + i / 26 % 26)
        + (char) ('a' + i / 676)
        + "ko";
  }

  private int say(String text) {
    said.add(new Said(at(), text, ++facts));
    return facts;
  }

  private void ask(String kind, String question, Integer... answers) {
    add(kind, new Probe(question, Period.ALWAYS, Set.of(answers)));
  }

  private void add(String kind, Probe probe) {
    probes.computeIfAbsent(kind, _ -> new ArrayList<>()).add(probe);
  }

  private Instant at() {
    return BEGIN.plus(day(700));
  }

  private Duration day(int most) {
    return Duration.ofMinutes(random.nextInt(most * 24 * 60));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
