using System.Globalization;
using System.Text.Json;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.Tests.Recording;

/// <summary>A program that records at a steady rate and says after each record that it did, until it is killed or its standard input ends.</summary>
internal static class RecordingChild
{
    /// <param name="args">Server, folder for the spill, number of the first record, records a second.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (server, folder, first, rate) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        var recorder = new Recorder(new ServerSink(new Uri(server)), new RecorderOptions { SpillFolder = folder, LongestRetry = TimeSpan.FromSeconds(1), ObeyDoNotTrack = false });
        // The console's own asynchronous reading blocks its caller.
        var ended = Task.Run(Console.In.ReadToEnd);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var began = TimeProvider.System.GetTimestamp();
        var number = 0;
        while (!ended.IsCompleted && await ticks.WaitForNextTickAsync())
        {
            var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * rate);
            for (; number < due; number++)
            {
                if (!recorder.Record(new InteractionDocument { Kind = "event", Name = "outage", SessionId = "s", Metadata = Numbered(first + number) })) return 3;
            }

            // Number and time of the last one, for the test to compare with the moment of the kill.
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first + number - 1} {TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}"));
        }

        await recorder.DisposeAsync();
        Console.WriteLine($"end {recorder.Counters}");
        return 0;
    }

    private static JsonElement Numbered(int number)
    {
        using var document = JsonDocument.Parse($"{{\"n\":{number}}}");
        return document.RootElement.Clone();
    }
}
