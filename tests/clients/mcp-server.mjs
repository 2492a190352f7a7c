import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

function serverOf() {
  const server = new McpServer({ name: 'weather', version: '1.2.3' });
  server.registerTool('forecast', { description: 'The weather of a town', inputSchema: { town: z.string() } }, async ({ town }, { sendNotification, _meta }) => {
    if (_meta?.progressToken !== undefined)
      await sendNotification({ method: 'notifications/progress', params: { progressToken: _meta.progressToken, progress: 1, total: 2 } });
    return { content: [{ type: 'text', text: `Rain in ${town}` }] };
  });
  server.registerTool('broken', { description: 'Fails' }, async () => ({ isError: true, content: [{ type: 'text', text: 'no such station' }] }));
  server.registerTool('slow', { description: 'Never answers' }, async () => new Promise(() => {}));
  server.registerResource('map', 'weather://map', { title: 'Map' }, async (uri) => ({ contents: [{ uri: uri.href, text: 'a map' }] }));
  server.registerPrompt('ask', { description: 'Asks' }, async () => ({ messages: [{ role: 'user', content: { type: 'text', text: 'How is it?' } }] }));
  return server;
}

if (process.argv[2] !== 'http') await serverOf().connect(new StdioServerTransport());
else {
  const sessions = new Map();
  const http = createServer(async (request, response) => {
    let transport = sessions.get(request.headers['mcp-session-id']);
    if (!transport) {
      transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID(), onsessioninitialized: (id) => sessions.set(id, transport) });
      await serverOf().connect(transport);
    }
    await transport.handleRequest(request, response);
  });
  http.listen(0, '127.0.0.1', () => console.log(http.address().port));
  process.stdin.resume().on('end', () => process.exit(0));
}
