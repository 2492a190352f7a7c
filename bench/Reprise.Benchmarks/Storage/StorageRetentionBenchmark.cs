using System.Diagnostics;
using System.Globalization;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// How fast recording is alone, while old interactions are deleted beside it, and while maintenance gives their space back. Arguments: folder of the traces,
/// interactions to delete (default 1000000), seconds to record alone (default 20).
/// </summary>
public static class StorageRetentionBenchmark
{
    private const int BatchSize = 200;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var traces = args.Length > 0 ? args[0] : throw new ArgumentException("The first argument is the folder of the traces, such as ../shared/data/ops-azure-llm.", nameof(args));
        var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
        var seconds = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 20;
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            // 1. What is to go, and half as much behind it that stays.
            var path = Path.Combine(folder, "retention.db");
            var end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).AddDays(-1);
            await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
            await StorageOpsBenchmark.FillAsync(store, new OpsTraffic(traces, count + (count / 2), end, seed: 42), count + (count / 2), output);
            var oldest = new InteractionQuery { Project = "default", To = end.AddDays(-OpsTraffic.Days / 3.0) };
            var recorder = new Recorder(store);
            output.WriteLine($"file {new FileInfo(path).Length / 1e6:n0} MB");

            // 2. Recording alone, beside the deletion, and alone again.
            await recorder.RunAsync(Task.Delay(TimeSpan.FromSeconds(Math.Min(2, seconds))));
            var alone = await recorder.RunAsync(Task.Delay(TimeSpan.FromSeconds(seconds)));
            output.WriteLine($"alone            {alone}");
            var watch = Stopwatch.StartNew();
            var deletion = Task.Run(() => store.DeleteAsync(oldest, CancellationToken.None));
            var beside = await recorder.RunAsync(deletion);
            output.WriteLine($"beside deletion  {beside}  deleted {await deletion:n0} in {watch.Elapsed.TotalSeconds:n1} s");
            var after = await recorder.RunAsync(Task.Delay(TimeSpan.FromSeconds(seconds)));
            output.WriteLine($"alone again      {after}");

            // 3. Words, free pages and the file itself, beside recording.
            watch.Restart();
            var maintenance = Task.Run(() => store.MaintainAsync(CancellationToken.None));
            var maintained = await recorder.RunAsync(maintenance);
            output.WriteLine($"beside upkeep    {maintained}  in {watch.Elapsed.TotalSeconds:n1} s");
            await maintenance;
            await store.MaintainAsync(CancellationToken.None);
            output.WriteLine($"file {new FileInfo(path).Length / 1e6:n0} MB, with {recorder.Stored:n0} new interactions in it");
            var usual = (alone.PerSecond + after.PerSecond) / 2;
            output.WriteLine($"recording beside deletion {beside.PerSecond / usual:n2} of its usual rate, beside upkeep {maintained.PerSecond / usual:n2}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Records as fast as the store takes it, from batches that were made before.</summary>
    private sealed class Recorder
    {
        private readonly SqliteInteractionStore _store;
        private readonly RecordedInteraction[][] _batches;
        private int _next;

        public Recorder(SqliteInteractionStore store)
        {
            var traffic = new StorageTraffic(seed: 3);
            _store = store;
            _batches = [.. Enumerable.Range(0, 50 * BatchSize).Select(_ => traffic.Next()).Chunk(BatchSize)];
        }

        public long Stored { get; private set; }

        public async Task<Rate> RunAsync(Task until)
        {
            var times = new List<double>();
            var watch = Stopwatch.StartNew();
            do
            {
                var now = TimeProvider.System.GetUtcNow();
                var batch = _batches[_next++ % _batches.Length].Select(one => one with { Interaction = one.Interaction with { Id = InteractionId.At(now), Timestamp = now } }).ToArray();
                var began = watch.Elapsed;
                await _store.AppendAsync(new StoreBatch { Interactions = batch }, CancellationToken.None);
                times.Add((watch.Elapsed - began).TotalMilliseconds);
            }
            while (!until.IsCompleted);
            Stored += times.Count * BatchSize;
            times.Sort();
            return new Rate(times.Count * BatchSize / watch.Elapsed.TotalSeconds, times[times.Count / 2], times[^Math.Max(1, times.Count / 100)]);
        }
    }

    private sealed record Rate(double PerSecond, double MedianMs, double P99Ms)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond,8:n0} interactions/s, a batch p50 {MedianMs:n0} ms, p99 {P99Ms:n0} ms");
    }
}
