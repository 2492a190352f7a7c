using System.Diagnostics;
using System.Globalization;
using Reprise.Benchmarks.Storage;
using Reprise.Encryption;
using Reprise.Settings;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Benchmarks.Encryption;

/// <summary>
/// What encryption costs the recorder: the same batches into a plain and into a sealed SQLite store, in turn, so that both meet the same machine; and sealing alone. Expected: about a microsecond
/// for each sealed column and word, against some tens for a row. Arguments: interactions (default 20000), or <c>--tiny</c>.
/// </summary>
public static class EncryptionBenchmark
{
    private const int BatchSize = 200;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var count = args.Contains("--tiny") ? 800 : args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            await using var settings = new InMemorySettingsStore(TimeProvider.System);
            using var shelf = new KeyShelf(settings, new LocalMasterKey(new byte[LocalMasterKey.Length]), null, null, TimeProvider.System);
            var sealer = new Sealer(shelf);
            await using var off = new SqliteInteractionStore(Options(folder, "plain.db"), TimeProvider.System);
            await using var on = new EncryptedInteractionStore(new SqliteInteractionStore(Options(folder, "sealed.db"), TimeProvider.System, sealer), sealer, sealsBodies: false, shelf.OpenAsync);
            await off.OpenAsync(CancellationToken.None);
            await on.OpenAsync(CancellationToken.None);

            var traffic = new StorageTraffic(seed: 42);
            var batches = Enumerable.Range(0, count).Select(_ => traffic.Next()).Chunk(BatchSize).Select(chunk => new StoreBatch { Interactions = chunk }).ToArray();
            var warm = Math.Min(10, batches.Length / 4);
            var (plain, whole) = (default(Cost), default(Cost));
            for (var i = 0; i < batches.Length; i++)
            {
                // In turn, and each of them first as often as the other.
                var first = i % 2 == 0 ? await MeasureAsync(off, batches[i]) : default;
                var sealedCost = await MeasureAsync(on, batches[i]);
                var plainCost = i % 2 == 0 ? first : await MeasureAsync(off, batches[i]);
                if (i >= warm) (plain, whole) = (plain + plainCost, whole + sealedCost);
            }

            var rows = batches[warm..].Sum(batch => batch.Interactions.Count);
            output.WriteLine("| | rows/s | µs CPU a row | B allocated a row |");
            output.WriteLine("|---|---|---|---|");
            Write(output, "recording, encryption off", plain, rows);
            Write(output, "recording, encryption on", whole, rows);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"on / off: {whole.Time / plain.Time:F2} by time, {whole.Cpu / plain.Cpu:F2} by CPU"));
            Seal(output, sealer, 64, args.Contains("--tiny") ? 1_000 : 200_000);
            Seal(output, sealer, 1 << 10, args.Contains("--tiny") ? 1_000 : 100_000);
            Seal(output, sealer, 64 << 10, args.Contains("--tiny") ? 20 : 5_000);
            var found = (await on.SearchAsync(new InteractionQuery { Project = "default", Filter = new TextFilter([traffic.Word(100)], IsPrefix: false), Limit = 1000 }, CancellationToken.None)).Items.Count;
            var same = (await off.SearchAsync(new InteractionQuery { Project = "default", Filter = new TextFilter([traffic.Word(100)], IsPrefix: false), Limit = 1000 }, CancellationToken.None)).Items.Count;
            if (found != same) throw new InvalidOperationException($"The sealed store finds {found} where the plain one finds {same}.");
            output.WriteLine($"checksum {found} found by a word in both");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SqliteStoreOptions Options(string folder, string name) => new() { Path = Path.Combine(folder, name), IdleBeforeMaintenance = TimeSpan.Zero };

    private static async Task<Cost> MeasureAsync(IInteractionStore store, StoreBatch batch)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var bytes = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.GetTimestamp();
        await store.AppendAsync(batch, CancellationToken.None);
        return new Cost(Stopwatch.GetElapsedTime(clock), Process.GetCurrentProcess().TotalProcessorTime - cpu, GC.GetTotalAllocatedBytes() - bytes);
    }

    private static void Seal(TextWriter output, Sealer sealer, int bytes, int times)
    {
        var plain = new byte[bytes];
        for (var i = 0; i < times / 10; i++) sealer.Seal("default", "bench", plain);
        var clock = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++) sealer.Seal("default", "bench", plain);
        var each = Stopwatch.GetElapsedTime(clock).TotalMicroseconds / times;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sealing {bytes} B: {each:F2} µs, {bytes / each:F0} MB/s"));
    }

    private static void Write(TextWriter output, string name, Cost cost, int rows) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {rows / cost.Time.TotalSeconds:F0} | {cost.Cpu.TotalMicroseconds / rows:F1} | {cost.Bytes / rows} |"));

    private readonly record struct Cost(TimeSpan Time, TimeSpan Cpu, long Bytes)
    {
        public static Cost operator +(Cost a, Cost b) => new(a.Time + b.Time, a.Cpu + b.Cpu, a.Bytes + b.Bytes);
    }
}
