package alpi.browser.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
import alpi.browser.Capability;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.Ref;
import alpi.browser.chromium.Tabs;
import alpi.browser.page.PageText;
import alpi.browser.page.PageTree;
import alpi.browser.page.View;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// Pages and sites that mean no good: each call still comes to an end, and the next page opens.
public abstract class StormContract extends HandsContract {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private void goesOn() throws EngineFault {
    show("/calm", "<h1>calm");
    assertEquals("# calm", text(View.INTERACTIVE));
  }

  @Test
  void takesNoWordOfAPageForTheEndOfTheBrowser() throws EngineFault {
    URI liar =
        site.page(
            "/liar",
            "<script>Object.defineProperty(document, 'title',"
                + " { get() { throw Error('Connection closed: the pipe crashed') } })</script>");
    if (engine().info().capabilities().contains(Capability.ISOLATED_WORLD)) {
      assertEquals("liar", session().navigate(liar, soon(30)).title());
    } else {
      Fault.Invalid unread = fault(Fault.Invalid.class, () -> session().navigate(liar, soon(30)));
      assertTrue(unread.why().contains("the pipe crashed"), unread::why);
    }
    goesOn();
  }

  @Test
  void leavesAPageWhoseScriptNeverEnds() throws Exception {
    needs(Capability.STOP_SCRIPT);
    var opened = new CountDownLatch(1);
    var busy = new CountDownLatch(1);
    site.on(
        "/go",
        exchange -> {
          hold(opened);
          Site.send(exchange, 200, "text/plain", "go");
        });
    site.on(
        "/busy",
        exchange -> {
          busy.countDown();
          Site.send(exchange, 200, "text/plain", "so it is");
        });
    show(
        "/held",
        "<script>fetch('/go').then(() => { fetch('/busy', {keepalive: true}); while (true); })"
            + "</script>");
    opened.countDown();
    assertTrue(busy.await(60, TimeUnit.SECONDS));
    goesOn();
  }

  @Test
  void losesNoMoreThanTheTabThatClosesItself() throws EngineFault {
    needs(Capability.POPUPS);
    site.page("/brief", "<button onclick='window.close()'>bye</button>");
    show("/opener", "<button onclick='window.open(`/brief`)'>open</button>");
    hands().click(ref("open"), 1, soon(30));
    session().select(event(BrowserEvent.Popup.class).tab(), soon(30));
    Ref bye = ref("bye");
    try {
      hands().click(bye, 1, soon(30));
    } catch (EngineFault e) {
      assertInstanceOf(Fault.Invalid.class, e.fault(), e.fault().sentence());
    }
    assertEquals(1, session().tabs(soon(30)).size());
    goesOn();
  }

  @Test
  void keepsNoMoreTabsThanItMayHoweverManyAPageWants() throws EngineFault {
    needs(Capability.POPUPS);
    site.page("/pop", "<p>pop");
    show(
        "/storm",
        "<button onclick='for (let i = 0; i < "
            + (Tabs.MAX + 3)
            + "; i++) window.open(`/pop`)'>storm</button>");
    hands().click(ref("storm"), 1, soon(30));
    assertTrue(session().tabs(soon(30)).size() <= Tabs.MAX);
    goesOn();
  }

  @Test
  void readsNoMoreOfTwentyThousandThingsThanFitsAReply() throws EngineFault {
    show(
        "/many",
        "<script>document.body.innerHTML = Array.from({length: 20000}, (_, i) =>"
            + " `<a href=#${i}>thing ${i}</a> `).join('')</script>");
    PageTree tree = hands().read(Json.object(), soon(30));
    assertEquals(PageTree.MAX_NODES, tree.nodes().size());
    assertTrue(tree.count() >= 20_000, () -> "counted " + tree.count());
    for (View view : View.values()) {
      int length = PageText.of(tree, view, 1).length();
      assertTrue(length <= PageText.MAX_CHARS + 200, () -> view + " of " + length);
    }
  }

  @Test
  void endsADownloadThatNeverEnds() throws EngineFault {
    needs(Capability.DOWNLOADS);
    site.on("/endless", exchange -> pour(exchange, Integer.MAX_VALUE));
    var waits = new CountDownLatch(1);
    site.on(
        "/stalls",
        exchange -> {
          pour(exchange, 1);
          hold(waits);
        });
    try (EngineSession small = another(fresh().upTo(1_000_000))) {
      end();
      begin(small);
      assertTrue(session().navigate(site.at("/stalls"), soon(30)).download());
      assertTrue(session().navigate(site.at("/endless"), soon(30)).download());
      event(BrowserEvent.DownloadFailed.class);
      goesOn();
    } finally {
      waits.countDown();
    }
  }

  private static void hold(CountDownLatch until) throws IOException {
    try {
      boolean _ = until.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("called off", e);
    }
  }

  /// Writes until it is told to stop.
  private static void pour(HttpExchange exchange, int chunks) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"big.bin\"");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    byte[] chunk = new byte[64 << 10];
    for (int i = 0; i < chunks; i++) {
      out.write(chunk);
    }
    out.flush();
  }

  @Test
  void answersNoQuestionForAPassword() throws EngineFault {
    site.on(
        "/who",
        exchange -> {
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"who\"");
          Site.send(exchange, 401, "text/html", "<h1>who are you");
        });
    try {
      assertEquals(401, session().navigate(site.at("/who"), soon(30)).status());
    } catch (EngineFault e) {
      Fault fault = e.fault();
      assertTrue(fault instanceof Fault.NavigationFailed, fault::sentence);
    }
    goesOn();
  }

  @Test
  void opensNoSiteWhoseCertificateIsNotInOrder() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ownCertificate()));
    server.createContext("/", exchange -> Site.send(exchange, 200, "text/html", "<h1>trust me"));
    server.start();
    try {
      URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
      Fault.NavigationFailed failed =
          fault(Fault.NavigationFailed.class, () -> session().navigate(url, soon(30)));
      assertTrue(failed.code().contains("CERT"), failed::code);
    } finally {
      server.stop(0);
    }
    goesOn();
  }

  /// For a server with a certificate that nobody vouches for.
  private static SSLContext ownCertificate() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = StormContract.class.getResourceAsStream("localhost.p12")) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
