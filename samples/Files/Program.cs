// No server at all: a line for each interaction, one file a day, with profiles and patterns beside them.
using Reprise.Client.Commands;
using Reprise.Client.Recording;

var folder = args is [var given, ..] ? given : "interactions";
await using var recorder = new Recorder(new FileSink(new FileSinkOptions { Folder = folder }));

using var scope = RecordScope.Begin(userId: "ann");
for (var i = 0; i < 5; i++) await recorder.TrackCommandAsync("status", token => Task.CompletedTask);
await recorder.FlushAsync();
Console.WriteLine(string.Join(' ', Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
