package alpi.daemon.link;

import alpi.alp.blob.Sha256;
import alpi.alp.net.TransferEnd;
import alpi.alp.peer.Peer;
import alpi.alp.rpc.Problem;
import alpi.alp.transfer.BlobSource;
import alpi.daemon.base.Cancel;
import alpi.daemon.journal.EventKind;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// A program that a test starts: one profile sends a blob to another whose disk takes no more than
/// a part of it, then with room again, and prints what came of it. The room is what the process may
/// write into one file, so that it ends in the middle of the blob and nowhere else.
final class FullDiskTransferProbe {
  private static final int RLIMIT_FSIZE = 1;
  private static final int BYTES = 8 << 20;
  private static final long ROOM = 5 << 20;

  private FullDiskTransferProbe() {}

  /// @param arguments a folder
  public static void main(String[] arguments) throws Throwable {
    Path folder = Path.of(arguments[0]);
    byte[] bytes = new byte[BYTES];
    new Random(4).nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    try (Node ana = new Node(folder, "ana", 1);
        Node ben = new Node(folder, "ben", 2)) {
      ben.pin("ana", ana, "link.ping", "link.put_blob");
      Peer peer = ana.pin("ben", ben);
      limit(ROOM);
      System.out.println("> full " + sent(ana, peer, file));
      ben.await(EventKind.BLOB_REFUSED, "disk-low");
      System.out.println("> visible " + visible(ben) + " rows " + rows(ben));
      System.out.println("> waiting " + waiting(ben));
      Path small = Files.write(folder.resolve("small"), new byte[1_000]);
      System.out.println("> small " + sent(ana, peer, small));
      limit(-1);
      System.out.println("> room " + sent(ana, peer, file));
      boolean same = Sha256.of(ben.store.read(Sha256.of(bytes), BYTES)).equals(Sha256.of(bytes));
      System.out.println("> same " + same + " visible " + visible(ben) + " rows " + rows(ben));
      System.out.println("> waiting " + waiting(ben));
      System.out.println("> journal sound=" + ben.journal.verify().sound());
    }
  }

  private static String sent(Node from, Peer peer, Path file) throws Exception {
    try (BlobSource source = from.link.blobs().file(file, _ -> {})) {
      TransferEnd end =
          from.link
              .transfers()
              .send(peer, source, (_, _, _) -> {}, Behalf.of(Node.OWNER), new Cancel());
      return "done " + (end.moved() < end.size() ? "in part" : "whole");
    } catch (Problem problem) {
      return problem.code().wire() + ": " + problem.sentence();
    }
  }

  private static int rows(Node node) {
    return node.store.list(Optional.empty(), 10).size();
  }

  private static long visible(Node node) throws Exception {
    try (Stream<Path> files = Files.list(node.home.blobs())) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private static long waiting(Node node) throws Exception {
    try (Stream<Path> files = Files.list(node.home.blobs().resolve(".incoming"))) {
      return files.filter(file -> file.toString().endsWith(".part")).count();
    }
  }

  /// Sets the soft limit only; the hard one stays, so that it can be raised again.
  @SuppressWarnings("restricted") // there is no other way to ask the C library
  private static void limit(long bytes) throws Throwable {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor shape =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    MethodHandle get =
        linker.downcallHandle(linker.defaultLookup().findOrThrow("getrlimit"), shape);
    MethodHandle set =
        linker.downcallHandle(linker.defaultLookup().findOrThrow("setrlimit"), shape);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(ValueLayout.JAVA_LONG, 2);
      int got = (int) get.invokeExact(RLIMIT_FSIZE, both);
      long hard = both.getAtIndex(ValueLayout.JAVA_LONG, 1);
      both.setAtIndex(ValueLayout.JAVA_LONG, 0, bytes < 0 ? hard : bytes);
      int done = (int) set.invokeExact(RLIMIT_FSIZE, both);
      if (got != 0 || done != 0) {
        throw new IllegalStateException("the limit was not set");
      }
    }
  }
}
