using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Benchmarks.Capture;

/// <summary>
/// What handing a call to the recorder costs its caller: the queue alone, and the queue behind the journal, beside a bare channel and a bare file write of
/// the same bytes. Expected: about 0.2 µs for a channel and 3 µs for a write of 2 KB into the page cache.
/// </summary>
internal static class EnqueueBenchmark
{
    public static Task RunAsync(string[] args, TextWriter output)
    {
        var count = args.Contains("--tiny") ? 500 : 20_000;
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            output.WriteLine("| | µs a call | bytes allocated |");
            output.WriteLine("|---|---|---|");
            foreach (var rounds in new[] { 1, 3 })
            {
                var checksum = 0L;
                var target = rounds == 1 ? TextWriter.Null : output;
                var channel = System.Threading.Channels.Channel.CreateBounded<CapturedCall>(count);
                Write(target, "bare channel", Measure(count, call => checksum += channel.Writer.TryWrite(call) ? 1 : 0));
                using var file = File.OpenHandle(Path.Combine(folder, $"bare{rounds}"), FileMode.Create, FileAccess.Write);
                var at = 0L;
                Write(target, "bare file write", Measure(count, call =>
                {
                    RandomAccess.Write(file, call.Request!.Bytes.Span, at);
                    at += call.Request.Bytes.Length;
                }));
                Write(target, "enqueue, journal off", Measure(count, Queue(folder, rounds * 10, count, journalMax: 0).Add));
                var queue = Queue(folder, rounds * 10 + 1, count, journalMax: 4L << 30);
                Write(target, "enqueue, journal on", Measure(count, queue.Add, queue));
                target.WriteLine($"checksum {checksum + queue.Counters.Received}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    private static CaptureQueue Queue(string folder, int number, int count, long journalMax)
    {
        var options = new CaptureOptions { QueueCapacity = count, QueueBytes = long.MaxValue, JournalFolder = Path.Combine(folder, $"journal{number}"), JournalMaxBytes = journalMax };
        var counters = new CaptureCounters();
        return new CaptureQueue(options, counters, new Journal(options, counters, TimeProvider.System));
    }

    /// <summary>Adds in runs of a batch; between them, off the clock, what was added is taken out and released, as the writer does.</summary>
    private static (double Micros, double Bytes) Measure(int count, Action<CapturedCall> add, CaptureQueue? drained = null)
    {
        var elapsed = TimeSpan.Zero;
        var allocated = 0L;
        var taken = new List<CapturedCall>();
        foreach (var calls in Enumerable.Range(0, count).Select(Call).Chunk(256))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.GetTimestamp();
            foreach (var call in calls) add(call);
            elapsed += Stopwatch.GetElapsedTime(clock);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            drained?.Take(taken, int.MaxValue);
            drained?.Release(taken);
            taken.Clear();
        }

        return (elapsed.TotalMicroseconds / count, (double)allocated / count);
    }

    private static CapturedCall Call(int number) => new()
    {
        Id = InteractionId.New(TimeProvider.System),
        Project = "default",
        Timestamp = TimeProvider.System.GetUtcNow(),
        Provider = "openai",
        Method = "POST",
        Path = "/v1/chat/completions",
        Request = new Body { Bytes = Encoding.ASCII.GetBytes(new string('x', 1500) + number), ContentType = "application/json" },
        Response = new Body { Bytes = Encoding.ASCII.GetBytes(new string('y', 600)), ContentType = "application/json" },
        HttpStatus = 200,
        Labels = new CallLabels { SessionId = "s1", UserId = "u1", IpAddress = "127.0.0.1" },
    };

    private static void Write(TextWriter output, string what, (double Micros, double Bytes) figures) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figures.Micros:F2} | {figures.Bytes:F0} |"));
}
