package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.config.Posture;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Untrusted words, private data and an effect are never combined without the owner. The tables
/// were written by hand from the rules in SECURITY.md, one cell for each combination: `a` happens,
/// `r` is asked about and can be remembered, `o` is asked about each time, `d` never happens. The
/// three letters of a cell are the postures relaxed, standard and strict.
class RuleOfTwoTest {
  private static final String WORK = "/home/ana/work";

  /// What is safe by its kind, in the workspace; `exec` is a command known only to read.
  private static final String SAFE =
      """
                      clean private strange both
      fs:read         aaa   aaa     aaa     aaa
      fs:write        aar   aar     ooo     ooo
      exec            aaa   aaa     aaa     aaa
      net             aar   rrr     ooo     ooo
      memory:read     aaa   aaa     aaa     aaa
      memory:write    aar   aar     ooo     ooo
      peer            rrr   rrr     ooo     ooo
      tool            rrr   rrr     ooo     ooo
      schedule        aar   aar     ooo     ooo
      money           rrr   rrr     ooo     ooo
      ask             aaa   aaa     aaa     aaa
      """;

  /// What is marked caution; `exec` is a program whose reach nobody knows.
  private static final String CAUTION =
      """
                      clean private strange both
      fs:read         arr   arr     arr     arr
      fs:write        arr   arr     ooo     ooo
      exec            ooo   ooo     ooo     ooo
      net             rrr   rrr     ooo     ooo
      memory:read     arr   arr     arr     arr
      memory:write    arr   arr     ooo     ooo
      peer            rrr   rrr     ooo     ooo
      tool            rrr   rrr     ooo     ooo
      schedule        rrr   rrr     ooo     ooo
      money           rrr   rrr     ooo     ooo
      ask             arr   arr     arr     arr
      """;

  /// The same where nobody attends by the nature of the run: only what changes nothing happens.
  private static final String ALONE =
      """
                      clean private strange both
      fs:read         aaa   aaa     aaa     aaa
      fs:write        nnn   nnn     nnn     nnn
      exec            aaa   aaa     aaa     aaa
      net             nnn   nnn     nnn     nnn
      memory:read     aaa   aaa     aaa     aaa
      memory:write    nnn   nnn     nnn     nnn
      peer            nnn   nnn     nnn     nnn
      tool            nnn   nnn     nnn     nnn
      schedule        nnn   nnn     nnn     nnn
      money           nnn   nnn     nnn     nnn
      ask             aaa   aaa     aaa     aaa
      """;

  private enum Presence {
    ATTENDED,
    UNANSWERED,
    ALONE
  }

  private static Access access(Capability capability, Tier tier) {
    String target =
        switch (capability) {
          case FS_READ, FS_WRITE -> WORK + "/notes";
          case EXEC -> "ls";
          case NET -> "https://x.org:443";
          case MEMORY_READ, MEMORY_WRITE, ASK -> "it";
          case PEER, TOOL -> "ana/ask";
          case SCHEDULE -> "daily";
          case MONEY -> "usd/shop";
        };
    return new Access(capability, target, tier, "it");
  }

  private static PolicyRequest request(
      Access access, Labels labels, Posture posture, Presence presence) {
    Authority authority =
        presence == Presence.ALONE ? Authority.OWNER.unattended() : Authority.OWNER;
    return new PolicyRequest(
        "tool",
        List.of(access),
        labels,
        Set.of(),
        posture,
        presence != Presence.UNANSWERED,
        authority,
        new SessionId("s" + "0".repeat(17)),
        new JobId("j" + "0".repeat(17)),
        Sha256.of(new byte[0]),
        Optional.of(WORK));
  }

  private static char letter(Decision decision) {
    return switch (decision) {
      case Decision.Allow _ -> 'a';
      case Decision.Ask ask -> ask.rememberable() ? 'r' : 'o';
      case Decision.Deny deny -> deny.code() == ErrorCode.NEED_GRANT ? 'n' : 'd';
    };
  }

  private static Labels labels(int column) {
    Labels words = (column & 2) != 0 ? Labels.of(Source.WEB, false) : Labels.OWNER;
    return words.and(new Labels(Set.of(), (column & 1) != 0));
  }

  private record Cell(Capability capability, int column, Posture posture, char expected) {}

  private static List<Cell> cells(String table) {
    List<Cell> cells = new ArrayList<>();
    for (String row : table.lines().skip(1).toList()) {
      String[] words = row.split(" +", -1);
      Capability capability = Capability.ofWire(words[0]).orElseThrow();
      for (int column = 0; column < 4; column++) {
        for (Posture posture : Posture.values()) {
          char expected = words[column + 1].charAt(List.of(Posture.values()).indexOf(posture));
          cells.add(new Cell(capability, column, posture, expected));
        }
      }
    }
    EnumSet<Capability> named = EnumSet.noneOf(Capability.class);
    cells.forEach(cell -> named.add(cell.capability()));
    assertEquals(EnumSet.allOf(Capability.class), named, "each capability has its row");
    return cells;
  }

  private static int judge(String table, Tier tier, Presence presence) {
    List<String> deviations = new ArrayList<>();
    List<Cell> cells = cells(table);
    for (Cell cell : cells) {
      PolicyRequest request =
          request(access(cell.capability(), tier), labels(cell.column()), cell.posture(), presence);
      char expected =
          presence == Presence.UNANSWERED && cell.expected() != 'a' ? 'n' : cell.expected();
      char found = letter(Policy.decide(request, List.of()));
      if (found != expected) {
        deviations.add(cell + " " + presence + ": " + found);
      }
    }
    assertEquals(List.of(), deviations);
    return cells.size();
  }

  @Test
  void everyCombinationIsJudgedAsTheTablesSay() {
    int judged = 0;
    for (Presence presence : List.of(Presence.ATTENDED, Presence.UNANSWERED)) {
      judged += judge(SAFE, Tier.SAFE, presence);
      judged += judge(CAUTION, Tier.CAUTION, presence);
    }
    judged += judge(ALONE, Tier.SAFE, Presence.ALONE);
    assertEquals(5 * Capability.values().length * 4 * Posture.values().length, judged);
  }

  @Test
  void whatIsDangerousNeverHappensInAnyOfThem() {
    for (Cell cell : cells(SAFE)) {
      for (Presence presence : Presence.values()) {
        PolicyRequest request =
            request(
                access(cell.capability(), Tier.DANGEROUS),
                labels(cell.column()),
                cell.posture(),
                presence);
        assertEquals('d', letter(Policy.decide(request, List.of())), cell.toString());
      }
    }
  }

  /// All three together: an effect that leaves the machine, with a stranger's words and private
  /// data, asks the owner each time or does not happen, in every posture.
  @Test
  void allThreeTogetherNeverHappenByThemselves() {
    for (Capability capability : Capability.values()) {
      for (Posture posture : Posture.values()) {
        for (Presence presence : Presence.values()) {
          for (Tier tier : Tier.values()) {
            Access access = access(capability, tier);
            if (access.effect()) {
              char found =
                  letter(Policy.decide(request(access, labels(3), posture, presence), List.of()));
              boolean kept = found == 'o' || found == 'n' || found == 'd';
              assertEquals(true, kept, capability + " " + posture + " " + presence + " " + tier);
            }
          }
        }
      }
    }
  }
}
