using System.Diagnostics;
using System.Globalization;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// How fast the writer is beside bare SQLite: the same rows, index texts and packs, inserted by prepared statements in one loop with everything computed
/// before. Arguments: interactions (default 60000), batch (default 200).
/// </summary>
public static class StorageWriterBenchmark
{
    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60_000;
        var batchSize = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200;
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            var traffic = new StorageTraffic(seed: 42);
            var batches = Enumerable.Range(0, count).Select(_ => traffic.Next()).Chunk(batchSize).Select(chunk => new StoreBatch { Interactions = chunk }).ToArray();
            var options = new SqliteStoreOptions { Path = Path.Combine(folder, "store.db"), IdleBeforeMaintenance = TimeSpan.Zero };
            await using var store = new SqliteInteractionStore(options, TimeProvider.System);
            await store.OpenAsync(CancellationToken.None);

            // The first batches compile the code; they do not count.
            var warm = Math.Min(10, batches.Length / 4);
            foreach (var batch in batches[..warm]) await store.AppendAsync(batch, CancellationToken.None);
            var measured = batches[warm..];
            var (storeTime, storeCpu, storeBytes) = await MeasureAsync(async () =>
            {
                foreach (var batch in measured) await store.AppendAsync(batch, CancellationToken.None);
            });

            var ceiling = StorageCeiling.Prepare(options.Path, Path.Combine(folder, "raw.db"), batchSize, warm);
            var (rawTime, rawCpu, _) = await MeasureAsync(() =>
            {
                ceiling.Run();
                return Task.CompletedTask;
            });
            ceiling.Dispose();

            var rows = measured.Sum(batch => batch.Interactions.Count);
            output.WriteLine($"store   {rows / storeTime.TotalSeconds,10:n0} rows/s  {storeCpu.TotalMicroseconds / rows,7:n1} us CPU/row  {storeBytes / rows,7:n0} B allocated/row");
            output.WriteLine($"ceiling {rows / rawTime.TotalSeconds,10:n0} rows/s  {rawCpu.TotalMicroseconds / rows,7:n1} us CPU/row");
            output.WriteLine($"ratio   {rawTime / storeTime,10:n3} of the ceiling by time, {rawCpu / storeCpu:n3} by CPU");
            output.WriteLine($"checksum {ceiling.Rows} rows, {new FileInfo(options.Path).Length / rows} B/row on disk");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(TimeSpan Time, TimeSpan Cpu, long Bytes)> MeasureAsync(Func<Task> run)
    {
        GC.Collect();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var bytes = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        await run();
        return (watch.Elapsed, Process.GetCurrentProcess().TotalProcessorTime - cpu, GC.GetTotalAllocatedBytes() - bytes);
    }
}
