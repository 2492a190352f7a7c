using System.Diagnostics;
using System.Globalization;
using Reprise.Proof;
using Reprise.Proof.Verification;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Proof;
using Reprise.Storage.Sqlite.Settings;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// What the proof costs the writer: the same batches stored with it and without, in turns, chained to the end each time; then how many bytes it takes and how fast all
/// of it is verified. Arguments: interactions (default 20000), batch (default 200), rounds (default 3).
/// </summary>
public static class ProofBenchmark
{
    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
        var batchSize = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200;
        var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
        var traffic = new StorageTraffic(seed: 42);
        var batches = Enumerable.Range(0, count).Select(_ => traffic.Next()).Chunk(batchSize).Select(chunk => new StoreBatch { Interactions = chunk }).ToArray();
        var (off, on) = (new List<double>(), new List<double>());
        var (offCpu, onCpu) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var plain = await MeasureAsync(batches, isProven: false, null);
            var proven = await MeasureAsync(batches, isProven: true, round == rounds ? output : null);
            // The first round compiles the code; it does not count.
            if (round == 0) continue;
            off.Add(count / plain.Took.TotalSeconds);
            on.Add(count / proven.Took.TotalSeconds);
            offCpu.Add(plain.Cpu.TotalMicroseconds / count);
            onCpu.Add(proven.Cpu.TotalMicroseconds / count);
        }

        var (without, with) = (Median(off), Median(on));
        output.WriteLine($"without {without,10:n0} rows/s");
        output.WriteLine($"with    {with,10:n0} rows/s, {1 - (with / without):p1} fewer");
        // Of all threads: hardly changes with what else the machine does.
        output.WriteLine($"CPU     {Median(offCpu),10:n1} us a row without, {Median(onCpu):n1} with");
    }

    private static async Task<(TimeSpan Took, TimeSpan Cpu)> MeasureAsync(StoreBatch[] batches, bool isProven, TextWriter? output)
    {
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            var engine = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path.Combine(folder, "store.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
            if (!isProven)
            {
                await using (engine) return await AppendAsync(engine, batches, null);
            }

            await using var proof = new SqliteProofStore(Path.Combine(folder, "proof.db"));
            await using var log = new ProofLog(proof, new ProofOptions(), Path.Combine(folder, "proof.key"), "bench", TimeProvider.System);
            await using var store = new ProvenStore(engine, log);
            var took = await AppendAsync(store, batches, log);
            if (output is null) return took;
            await log.CheckpointAsync(CancellationToken.None);
            await using var settings = new SqliteSettingsStore(Path.Combine(folder, "settings.db"), TimeProvider.System);
            var began = Stopwatch.GetTimestamp();
            var report = await new Verifier(proof, store, settings, null, log.FlushAsync).RunAsync(new VerificationOptions(), null, CancellationToken.None);
            var verified = Stopwatch.GetElapsedTime(began);
            using (var database = SqliteDatabase.Open(Path.Combine(folder, "proof.db"), create: false, TimeSpan.FromSeconds(10))) database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            var bytes = new FileInfo(Path.Combine(folder, "proof.db")).Length;
            output.WriteLine($"verified {report.Interactions / verified.TotalSeconds,9:n0} rows/s, {report.FindingCount} findings in {report.Interactions} rows");
            output.WriteLine($"size    {bytes / report.Entries,10:n0} B an entry in proof.db");
            return took;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>With all that is stored chained too: nothing is put off beyond the end of the measurement.</summary>
    private static async Task<(TimeSpan Took, TimeSpan Cpu)> AppendAsync(IInteractionStore store, StoreBatch[] batches, ProofLog? log)
    {
        await store.OpenAsync(CancellationToken.None);
        var (began, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        foreach (var batch in batches) await store.AppendAsync(batch, CancellationToken.None);
        if (log is not null) await log.FlushAsync(CancellationToken.None);
        return (Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - cpu);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
