using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Benchmarks.Recording;

/// <summary>
/// What recording an interaction costs the thread that records, beside an OpenTelemetry activity with the same twelve attributes through its batch processor, and the
/// memory of 1,000 interactions that wait. Expected: 0.2 µs and under 100 bytes beyond the record. Throughput is told with what was lost.
/// </summary>
internal static class RecordBenchmark
{
    private const int Buffered = 1000;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var isTiny = args.Contains("--tiny");
        var count = isTiny ? 2_000 : 200_000;
        var checksum = 0L;
        output.WriteLine("| on the caller's thread | µs | bytes | taken in | lost |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var isLast in new[] { false, true })
        {
            var target = isLast ? output : TextWriter.Null;
            checksum += Write(target, "the record alone", count, Measure(count, i => _kept = Record(i)), count);
            checksum += await RecorderAsync(target, "recorder, paced", count, batch: 500, isLast);
            checksum += await RecorderAsync(target, "recorder, as fast as it goes", count, batch: count, isLast);
            checksum += Activities(target, "activity, paced", count, batch: 500);
            checksum += Activities(target, "activity, as fast as it goes", count, batch: count);
        }

        output.WriteLine();
        output.WriteLine("| waiting for the flush | bytes each | KB for 1,000 |");
        output.WriteLine("|---|---|---|");
        foreach (var (name, record) in new (string, Func<int, InteractionDocument>)[] { ("commands", Command), ("calls with twelve attributes", Record) })
        {
            var bytes = await BufferedAsync(record);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {bytes / (double)Buffered:F0} | {bytes / 1024.0:F1} |"));
            checksum += bytes > 0 ? 1 : 0;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum}"));
    }

    private static InteractionDocument? _kept;

    private static async Task<long> RecorderAsync(TextWriter output, string what, int count, int batch, bool isLast)
    {
        var sink = new CountingSink();
        var recorder = new Recorder(sink, new RecorderOptions { Capacity = isLast ? 100_000 : 1_000_000, ObeyDoNotTrack = false });
        var taken = 0L;
        var figures = Measure(count, i => taken += recorder.Record(Record(i)) ? 1 : 0, batch, () => recorder.FlushAsync().GetAwaiter().GetResult());
        await recorder.DisposeAsync();
        Write(output, what, count, figures, taken);
        return sink.Count == taken ? taken : throw new InvalidOperationException($"{taken} were taken in and {sink.Count} arrived.");
    }

    private static long Activities(TextWriter output, string what, int count, int batch)
    {
        using var source = new ActivitySource("reprise.bench");
        using var exporter = new CountingExporter();
        using var processor = new BatchActivityExportProcessor(exporter, maxQueueSize: 2048, scheduledDelayMilliseconds: 250);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true, Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = processor.OnEnd,
        };
        ActivitySource.AddActivityListener(listener);
        var figures = Measure(count, i =>
        {
            using var activity = source.StartActivity("chat");
            if (activity is null) return;
            activity.SetTag("gen_ai.operation.name", "chat");
            activity.SetTag("gen_ai.provider.name", "openai");
            activity.SetTag("gen_ai.request.model", "gpt-4o");
            activity.SetTag("gen_ai.response.model", "gpt-4o-2024-11-20");
            activity.SetTag("gen_ai.usage.input_tokens", (long)i);
            activity.SetTag("gen_ai.usage.output_tokens", 200L);
            activity.SetTag("session.id", "session-1");
            activity.SetTag("user.id", "user-1");
            activity.SetTag("status", "success");
            activity.SetTag("http.status", 200);
            activity.SetTag("latency_ms", 812L);
            activity.SetTag("prompt.type", "summary");
        }, batch, () => processor.ForceFlush());
        processor.ForceFlush();
        Write(output, what, count, figures, exporter.Count);
        return exporter.Count > 0 ? 1 : 0;
    }

    /// <summary>Works in runs of a batch; between them, off the clock, what was handed over is taken.</summary>
    private static (double Micros, double Bytes) Measure(int count, Action<int> one, int batch = int.MaxValue, Action? between = null)
    {
        var (elapsed, allocated) = (TimeSpan.Zero, 0L);
        for (var from = 0; from < count; from += Math.Min(batch, count))
        {
            var to = (int)Math.Min(count, (long)from + batch);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            for (var i = from; i < to; i++) one(i);
            elapsed += Stopwatch.GetElapsedTime(began);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            between?.Invoke();
        }

        return (elapsed.TotalMicroseconds / count, (double)allocated / count);
    }

    /// <summary>Managed memory that 1,000 records take once they are packed and wait for their minute.</summary>
    private static async Task<long> BufferedAsync(Func<int, InteractionDocument> record)
    {
        var recorder = new Recorder(new CountingSink(), new RecorderOptions { FlushInterval = TimeSpan.FromMinutes(1), FlushCount = Buffered * 2, ObeyDoNotTrack = false });
        // What a first record makes, and keeps, is no part of it.
        recorder.Record(record(0));
        await recorder.FlushAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Buffered; i++) recorder.Record(record(i));
        while (recorder.Queued > 0) await Task.Delay(20);
        await Task.Delay(200);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        if (recorder.Counters.InMemory != Buffered) throw new InvalidOperationException("They did not wait.");
        await recorder.DisposeAsync();
        return bytes;
    }

    private static InteractionDocument Record(int number) => new()
    {
        Kind = "llm", Provider = "openai", Model = "gpt-4o", ResponseModel = "gpt-4o-2024-11-20", SessionId = "session-1", UserId = "user-1", Status = "success", HttpStatus = 200, PromptType = "summary",
        Metrics = new MetricsDocument { PromptTokens = number, CompletionTokens = 200, LatencyMs = 812 },
    };

    private static InteractionDocument Command(int number) => new()
    {
        Kind = "cli_command", Name = number % 3 == 0 ? "status" : "query", SessionId = $"2025121510{number % 7}", UserId = $"user{number % 11}", Status = "success", Metrics = new MetricsDocument { LatencyMs = 40 + (number % 50) },
    };

    private static long Write(TextWriter output, string what, int count, (double Micros, double Bytes) figures, long taken)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figures.Micros:F2} | {figures.Bytes:F0} | {taken} | {count - taken} |"));
        return taken;
    }

    private sealed class CountingSink : IRecordSink
    {
        public long Count { get; private set; }

        public string Name => "counting";

        public Task<int> WriteAsync(IReadOnlyList<RecordLine> records, CancellationToken cancellationToken)
        {
            Count += records.Count;
            return Task.FromResult(0);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class CountingExporter : BaseExporter<Activity>
    {
        public long Count { get; private set; }

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var _ in batch) Count++;
            return ExportResult.Success;
        }
    }
}
