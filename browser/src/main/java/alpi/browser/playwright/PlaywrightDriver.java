package alpi.browser.playwright;

import alpi.alp.blob.Sha256;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.process.BrowserSearch;
import alpi.browser.process.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// Playwright's driver: a program for Node, packed in a jar. It is unpacked once into a folder of
/// ours; left to itself Playwright would do that anew at each start, in the temporary folder, and
/// leave it there when killed.
public final class PlaywrightDriver {
  /// The oldest release of Node that it runs on.
  public static final int OLDEST_NODE = 20;

  private static final String PACKED = "driver/package/";
  private static final String WHOLE = "unpacked";

  /// Where Playwright is told to look. It remembers the first answer for as long as the JVM lives.
  private static final String PLACE = "playwright.cli.dir";

  private PlaywrightDriver() {}

  /// Unpacks the driver unless it is there already.
  ///
  /// @param folder of ours; made where it is not there
  public static synchronized Path at(Path folder) throws EngineFault {
    Folder.make(folder);
    try {
      String version = version();
      Path whole = folder.resolve(WHOLE);
      if (!Files.exists(whole) || !Files.readString(whole).equals(version)) {
        Files.deleteIfExists(whole);
        Folder.remove(folder.resolve("package"));
        unpack(folder);
        Files.writeString(whole, version);
      }
    } catch (IOException e) {
      throw new EngineFault(
          new Fault.NotStarted(
              "Playwright's driver could not be unpacked to " + folder + ".",
              "Check that there are 20 MB of room, then run alpi browser install."),
          e);
    }
    System.setProperty(PLACE, folder.toString());
    return folder;
  }

  /// Which driver is packed: what was unpacked of another one is replaced.
  private static String version() throws IOException {
    String file = PACKED + "package.json";
    try (InputStream in = PlaywrightDriver.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("the driver is not packed");
      }
      return Sha256.of(in.readAllBytes()).hex();
    }
  }

  private static void unpack(Path folder) throws IOException {
    URL packed = PlaywrightDriver.class.getClassLoader().getResource(PACKED + "cli.js");
    if (packed == null) {
      throw new IOException("the driver is not packed");
    }
    URLConnection connection = packed.openConnection();
    if (!(connection instanceof JarURLConnection inJar)) {
      throw new IOException("the driver is not in a jar");
    }
    inJar.setUseCaches(false);
    try (JarFile jar = inJar.getJarFile()) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (entry.getName().startsWith(PACKED) && !entry.isDirectory()) {
          write(jar, entry, folder);
        }
      }
    }
  }

  private static void write(JarFile jar, JarEntry entry, Path folder) throws IOException {
    Path to = folder.resolve(entry.getName().substring("driver/".length())).normalize();
    if (!to.startsWith(folder)) {
      throw new IOException("a file of the driver points out of its folder: " + entry.getName());
    }
    Files.createDirectories(to.getParent());
    try (InputStream in = jar.getInputStream(entry)) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// The machine's Node.
  public static Path node() throws EngineFault {
    return BrowserSearch.node()
        .orElseThrow(() ->
            new EngineFault(
                new Fault.NotStarted(
                    "Playwright needs Node " + OLDEST_NODE + " or newer and there is none.",
                    "Install nodejs, or set browser.engine to cdp, which needs none.")));
  }
}
