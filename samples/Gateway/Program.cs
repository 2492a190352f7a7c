// One base URL changed and nothing else: everything the client says and hears is on record.
using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

var server = Environment.GetEnvironmentVariable("REPRISE_SERVER") ?? "http://127.0.0.1:5080";
var key = new ApiKeyCredential(Environment.GetEnvironmentVariable("OPENAI_API_KEY") ?? "none");
var client = new ChatClient("gpt-4o", key, new OpenAIClientOptions { Endpoint = new Uri($"{server}/openai/v1") });

ChatCompletion answer = await client.CompleteChatAsync("What is the capital of France?");
Console.WriteLine(answer.Content[0].Text);
