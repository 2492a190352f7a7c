/** How a client is pointed at this server: code to paste, with the address it was reached at. Credentials stay the client's own. */
export interface Client {
  id: string;
  name: string;
  file: string;
  code: (baseUrl: string) => string;
}

export const clients: readonly Client[] = [
  {
    id: 'openai-python',
    name: 'OpenAI · Python',
    file: 'app.py',
    code: (baseUrl) => `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}/openai/v1")

answer = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "Say hello."}],
)
print(answer.choices[0].message.content)`,
  },
  {
    id: 'openai-js',
    name: 'OpenAI · JavaScript',
    file: 'app.mjs',
    code: (baseUrl) => `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${baseUrl}/openai/v1' });

const answer = await client.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Say hello.' }],
});
console.log(answer.choices[0].message.content);`,
  },
  {
    id: 'openai-dotnet',
    name: 'OpenAI · .NET',
    file: 'Program.cs',
    code: (baseUrl) => `using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

var key = new ApiKeyCredential(Environment.GetEnvironmentVariable("OPENAI_API_KEY")!);
var options = new OpenAIClientOptions { Endpoint = new Uri("${baseUrl}/openai/v1") };
var client = new ChatClient("gpt-4o-mini", key, options);

var answer = await client.CompleteChatAsync("Say hello.");
Console.WriteLine(answer.Value.Content[0].Text);`,
  },
  {
    id: 'anthropic-python',
    name: 'Anthropic · Python',
    file: 'app.py',
    code: (baseUrl) => `from anthropic import Anthropic

client = Anthropic(base_url="${baseUrl}/anthropic")

answer = client.messages.create(
    model="claude-sonnet-4-5",
    max_tokens=200,
    messages=[{"role": "user", "content": "Say hello."}],
)
print(answer.content[0].text)`,
  },
  {
    id: 'ollama-python',
    name: 'Ollama · Python',
    file: 'app.py',
    code: (baseUrl) => `from ollama import Client

client = Client(host="${baseUrl}/ollama")

answer = client.chat(
    model="llama3.2",
    messages=[{"role": "user", "content": "Say hello."}],
)
print(answer.message.content)`,
  },
  {
    id: 'curl',
    name: 'cURL',
    file: 'terminal',
    code: (baseUrl) => `curl ${baseUrl}/openai/v1/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hello."}]}'`,
  },
];
