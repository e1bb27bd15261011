// An editor, as the official SDK makes one: begins a session, asks, consents, cancels, comes back.
import { spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { client, ndJsonStream } from '@agentclientprotocol/sdk';

const [launcher, cwd] = process.argv.slice(2);
const agent = spawn(launcher, ['acp'], { stdio: ['pipe', 'pipe', 'inherit'] });
const updates = [];
const asked = [];
const told = {};
const app = client({ name: 'acceptance' })
  .onRequest('session/request_permission', (context) => {
    const { options, toolCall } = context.params;
    asked.push(toolCall.title || toolCall.toolCallId);
    const yes = options.find((option) => option.kind === 'allow_once');
    return { outcome: { outcome: 'selected', optionId: yes.optionId } };
  })
  .onNotification('session/update', (context) => { updates.push(context.params.update); });
const words = () => updates.filter((u) => u.sessionUpdate === 'agent_message_chunk').map((u) => u.content.text).join('');
const text = (line) => [{ type: 'text', text: line }];

await app.connectWith(ndJsonStream(Writable.toWeb(agent.stdin), Readable.toWeb(agent.stdout)), async (editor) => {
  const clientCapabilities = { fs: { readTextFile: false, writeTextFile: false }, terminal: false };
  const met = await editor.request('initialize', { protocolVersion: 1, clientCapabilities });
  told.protocol = met.protocolVersion;
  told.loads = met.agentCapabilities.loadSession;
  const { sessionId } = await editor.request('session/new', { cwd, mcpServers: [] });
  told.stop = (await editor.request('session/prompt', { sessionId, prompt: text('SHELL touch editor.txt') })).stopReason;
  told.words = words();
  told.asked = asked.length;
  told.calls = updates.filter((u) => u.sessionUpdate === 'tool_call').length;
  told.ended = updates.filter((u) => u.sessionUpdate === 'tool_call_update').at(-1)?.status;
  const slow = editor.request('session/prompt', { sessionId, prompt: text('SHELL sleep 600') });
  while (updates.filter((u) => u.sessionUpdate === 'tool_call').length < 2) await new Promise((wait) => setTimeout(wait, 20));
  await editor.notify('session/cancel', { sessionId });
  told.cancelled = (await slow).stopReason;
  updates.length = 0;
  await editor.request('session/load', { sessionId, cwd, mcpServers: [] });
  told.loaded = updates.filter((u) => u.sessionUpdate === 'user_message_chunk').map((u) => u.content.text)[0];
  told.again = words();
  try { await editor.request('session/prompt', { sessionId: 's0000000000000000z', prompt: text('x') }); } catch (fault) { told.unknown = fault.code; }
});
console.log(JSON.stringify(told));
agent.kill();
