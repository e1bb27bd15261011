package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UmaskTest {
  @TempDir Path root;

  private List<String> modes(String umask) throws IOException, InterruptedException {
    String start =
        "umask %s; exec '%s' --add-opens java.base/sun.nio.ch=ALL-UNNAMED -cp '%s' %s '%s'"
            .formatted(
                umask,
                ProcessHandle.current().info().command().orElseThrow(),
                System.getProperty("java.class.path"),
                UmaskProbe.class.getName(),
                root.resolve(umask));
    Process process =
        new ProcessBuilder("/bin/sh", "-c", start)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed.lines().filter(line -> line.matches("[rwx-]{9}")).toList();
  }

  @Test
  void isPrivateWhateverTheUmask() throws Exception {
    assertEquals(List.of("rwx------", "rw-------"), modes("000"));
    assertEquals(List.of("rwx------", "rw-------"), modes("077"));
  }
}
