// Another agent, as the official SDK makes one: lists the tools and calls some.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [launcher, cwd] = process.argv.slice(2);
const client = new Client({ name: 'acceptance', version: '1' });
await client.connect(new StdioClientTransport({ command: launcher, args: ['mcp', 'serve'], cwd, env: process.env }));
const { tools } = await client.listTools();
const told = { server: client.getServerVersion().name, tools: tools.map((tool) => tool.name), hints: tools.every((tool) => !!tool.annotations) };
const answer = await client.callTool({ name: 'ask_alpi', arguments: { text: 'hello from another agent' } });
told.answer = answer.content.map((each) => each.text || '').join('');
const wrong = await client.callTool({ name: 'ask_alpi', arguments: {} }).catch((fault) => ({ isError: true, code: fault.code }));
told.wrong = !!wrong.isError;
await client.close();
console.log(JSON.stringify(told));
