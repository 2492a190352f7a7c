// Every command of a command line on record, with its time and its exit code: root.UseReprise(recorder).
using System.CommandLine;
using Reprise.Client.CommandLine;
using Reprise.Client.Recording;

await using var recorder = new Recorder(new ServerSink(new Uri(Environment.GetEnvironmentVariable("REPRISE_SERVER") ?? "http://127.0.0.1:5080")));

var name = new Argument<string>("name");
var greet = new Command("greet", "Greets somebody") { name };
greet.SetAction(parsed => Console.WriteLine($"Hello, {parsed.GetValue(name)}!"));

var root = new RootCommand("A sample") { greet };
return root.UseReprise(recorder).Parse(args).Invoke();
