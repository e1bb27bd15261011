package alpi.alp.blob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTest {
  /// The inputs and roots of the reference implementation of RFC 6962.
  private static final List<String> INPUTS =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void foldsTheRootsOfTheReference() {
    Merkle tree = new Merkle();
    assertEquals(Sha256.of(new byte[0]), tree.root());
    for (int i = 0; i < INPUTS.size(); i++) {
      byte[] input = HexFormat.of().parseHex(INPUTS.get(i));
      tree.add(Merkle.leaf(input, input.length));
      assertEquals(ROOTS.get(i), tree.root().hex());
    }
  }

  @Test
  void foldsLikeTheDefinitionForEveryCount() {
    List<byte[]> leaves = new ArrayList<>();
    Merkle tree = new Merkle();
    for (int i = 0; i < 70; i++) {
      byte[] leaf = Merkle.leaf(new byte[] {(byte) i}, 1);
      leaves.add(leaf);
      tree.add(leaf);
      assertArrayEquals(defined(leaves), tree.root().bytes(), "leaves " + leaves.size());
    }
  }

  private static byte[] defined(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    MessageDigest digest = Sha256.digest();
    digest.update((byte) 1);
    digest.update(defined(leaves.subList(0, split)));
    return digest.digest(defined(leaves.subList(split, leaves.size())));
  }

  @Test
  void holdsTheLeavesOfTheLargestBlobAndNoMore() {
    Merkle tree = new Merkle();
    byte[] leaf = new byte[Sha256.BYTES];
    for (int i = 0; i < Chunks.count(Chunks.MAX_BLOB); i++) {
      tree.add(leaf);
    }
    assertEquals(262_144, tree.count());
    assertEquals(64, tree.root().hex().length());
    assertThrows(IllegalStateException.class, () -> tree.add(leaf));
  }

  @Test
  void cutsBlobsIntoChunksUpToTheLargest() {
    assertEquals(0, Chunks.count(0));
    assertEquals(1, Chunks.count(1));
    assertEquals(1, Chunks.count(Chunks.BYTES));
    assertEquals(2, Chunks.count(Chunks.BYTES + 1));
    assertEquals(1, Chunks.length(Chunks.BYTES + 1, 1));
    assertEquals(Chunks.BYTES, Chunks.length(Chunks.BYTES + 1, 0));
    assertEquals(262_144, Chunks.count(Chunks.MAX_BLOB));
    assertThrows(IllegalArgumentException.class, () -> Chunks.count(Chunks.MAX_BLOB + 1));
    assertThrows(IllegalArgumentException.class, () -> Chunks.length(1, 1));
  }

  @Test
  void mapsTellWhatIsMissing() {
    ChunkMap map = ChunkMap.none(10);
    assertEquals(9, map.lastMissing());
    map.add(0);
    map.add(9);
    assertEquals(1, map.nextMissing(0));
    assertEquals(8, map.lastMissing());
    assertEquals(map, ChunkMap.of(10, map.bytes()));
    assertArrayEquals(new byte[] {1, 2}, map.bytes());
    for (int i = 1; i < 9; i++) {
      map.add(i);
    }
    assertEquals(10, map.nextMissing(0));
    assertEquals(-1, map.lastMissing());
    assertThrows(IllegalArgumentException.class, () -> ChunkMap.of(10, new byte[] {0, 4}));
    assertThrows(IllegalArgumentException.class, () -> ChunkMap.of(10, new byte[3]));
    assertThrows(IllegalArgumentException.class, () -> map.add(10));
  }
}
