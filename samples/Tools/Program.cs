// Tools that any IChatClient can call: here a program, run without a shell and within limits. Every call is on record.
using Reprise.Client;
using Reprise.Client.Recording;
using Reprise.Client.Tools;

var server = new Uri(Environment.GetEnvironmentVariable("REPRISE_SERVER") ?? "http://127.0.0.1:5080");
await using var recorder = new Recorder(new ServerSink(server));
using var client = new RepriseClient(server);

var tools = new ToolRegistry(recorder, client).Add(new ExecutableTool { Id = "count-words", Description = "Counts the words of a text", Arguments = ["wc", "-w"], TakesInput = true });

var result = await tools.InvokeExecutableToolAsync("count-words", input: "three small words");
Console.WriteLine(result.Content);
