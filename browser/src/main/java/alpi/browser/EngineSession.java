package alpi.browser;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The hands and eyes of one browser session: what every engine has to be able to do, and nothing
/// that can be made from it. Acts on the selected tab.
///
/// What an engine cannot do ends in [Fault.Unsupported]. A call past its deadline ends in
/// [Fault.TimedOut]; one that came back is never half done.
public interface EngineSession extends AutoCloseable {
  List<TabInfo> tabs(Deadline deadline) throws EngineFault;

  /// A new tab with nothing in it, selected.
  TabInfo newTab(Deadline deadline) throws EngineFault;

  void select(TabId tab, Deadline deadline) throws EngineFault;

  /// Closes a tab; where it was the selected one, the last of the others is.
  void closeTab(TabId tab, Deadline deadline) throws EngineFault;

  Navigation navigate(URI url, Deadline deadline) throws EngineFault;

  /// Back with -1, forward with 1.
  Navigation traverse(int steps, Deadline deadline) throws EngineFault;

  Navigation reload(Deadline deadline) throws EngineFault;

  /// Asks the page's reader, the script `reader.js`, which lives in every document.
  ///
  /// @param verb one of its functions
  JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault;

  void mouse(MouseDeed deed, Deadline deadline) throws EngineFault;

  void press(KeyStroke key, Deadline deadline) throws EngineFault;

  /// Types text where the focus is, as a person's keyboard would.
  void insert(String text, Deadline deadline) throws EngineFault;

  /// Puts files into a file input.
  void attach(Ref input, List<Path> files, Deadline deadline) throws EngineFault;

  /// Waits until what the last act began has come to rest, or its own short time is over.
  void settle(Deadline deadline) throws EngineFault;

  Image screenshot(Shot shot, Deadline deadline) throws EngineFault;

  /// How dialogs are answered from now on.
  void dialogs(DialogPolicy policy);

  /// Cookies and local storage as they are now.
  StorageState state(Deadline deadline) throws EngineFault;

  /// What happened since the last time; also while nobody was looking.
  List<BrowserEvent> drain();

  @Override
  void close();
}
