// What a program calls over HTTP, on record: calls to models with model and tokens, all others by host, path and status.
using System.Net.Http.Json;
using Reprise.Client.Http;
using Reprise.Client.Recording;

var server = Environment.GetEnvironmentVariable("REPRISE_SERVER") ?? "http://127.0.0.1:5080";
var provider = Environment.GetEnvironmentVariable("OPENAI_BASE_URL") ?? "https://api.openai.com";
await using var recorder = new Recorder(new ServerSink(new Uri(server)));
using var http = new HttpClient(new RecordingHttpHandler(recorder, new SocketsHttpHandler()));

using var scope = RecordScope.Begin(sessionId: "sample-http");
using var answer = await http.PostAsJsonAsync($"{provider}/v1/chat/completions", new { model = "gpt-4o", messages = new[] { new { role = "user", content = "Say hello." } } });
Console.WriteLine((await answer.Content.ReadAsStringAsync()).Length > 0);
