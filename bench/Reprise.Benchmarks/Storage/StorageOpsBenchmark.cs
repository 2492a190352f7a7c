using System.Diagnostics;
using System.Globalization;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// Ten million interactions of ninety days in SQLite: seven tiles of a dashboard over random ragged ranges with random filters, and the first page of searches.
/// Arguments: folder of the traces, interactions (default 10000000), repeats (default 40), a folder to keep the database in and use again (default a
/// temporary one, removed at the end). A kept database is used for a day: ranges end now.
/// </summary>
public static class StorageOpsBenchmark
{
    private static readonly string[] s_shapeFilters =
        ["", "", "", "model:gpt-4o", "provider:openai", "-status:success", "prompt_type:chat country:US", "model:mistral-large OR model:gpt-4.1", "stream:true -country:DE"];

    private static readonly string[] s_searches =
    [
        "", "model:gpt-4o", "model:gpt-4.1", "model:none", "status:error", "status:timeout model:gpt-4.1", "error_code:context_length_exceeded country:IN", "user:user-0", "user:user-4999",
        "session:session-00000123", "tag:nightly", "tag:import", "tag:import status:error", "latency_ms>2000", "latency_ms>40000", "latency_ms>5000 model:mistral-large", "latency_ms:3000..3010",
        "cost_usd>0.05", "prompt_tokens>7000 user:user-17", "completion_tokens>1400", "user:user-0 status:timeout", "user:user-3 tag:beta model:o3-mini", "-model:gpt-4o -model:gpt-4o-mini provider:openai",
    ];

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var traces = args.Length > 0 ? args[0] : throw new ArgumentException("The first argument is the folder of the traces, such as ../shared/data/ops-azure-llm.", nameof(args));
        var count = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000;
        var repeats = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 40;
        var folder = args.Length > 3 ? args[3] : Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, "ops.db");
            var isNew = !File.Exists(path);
            var end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            var traffic = new OpsTraffic(traces, count, end, seed: 42);
            await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
            if (isNew) await FillAsync(store, traffic, count, output);
            output.WriteLine($"file {new FileInfo(path).Length / 1e6:n0} MB");
            await TilesAsync(store, end, repeats, output);
            await SearchesAsync(store, traffic, Math.Max(3, repeats / 4), output);
        }
        finally
        {
            if (args.Length <= 3) Directory.Delete(folder, recursive: true);
        }
    }

    internal static async Task FillAsync(SqliteInteractionStore store, OpsTraffic traffic, long count, TextWriter output)
    {
        const int Batch = 5000;
        var watch = Stopwatch.StartNew();
        for (var stored = 0L; stored < count; stored += Batch)
        {
            await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, (int)Math.Min(Batch, count - stored)).Select(_ => traffic.Next())] }, CancellationToken.None);
            if ((stored + Batch) % 1_000_000 == 0) output.WriteLine($"{stored + Batch:n0} after {watch.Elapsed.TotalSeconds:n0} s");
        }

        output.WriteLine($"filled {count:n0} in {watch.Elapsed.TotalSeconds:n0} s");
        await store.MaintainAsync(CancellationToken.None);
        output.WriteLine($"maintained after {watch.Elapsed.TotalSeconds:n0} s");
    }

    private static async Task TilesAsync(SqliteInteractionStore store, DateTimeOffset end, int repeats, TextWriter output)
    {
        var random = new Random(7);
        var all = new List<double>();
        foreach (var (name, make) in Tiles(end))
        {
            var times = new List<double>();
            var sources = new SortedSet<string>(StringComparer.Ordinal);
            var checksum = 0L;
            for (var i = 0; i < repeats; i++)
            {
                var query = make(random);
                var watch = Stopwatch.StartNew();
                var result = await store.AggregateAsync(query, CancellationToken.None);
                times.Add(watch.Elapsed.TotalMilliseconds);
                sources.Add(result.Source);
                checksum += result.Rows.Sum(row => row.Count);
            }

            all.AddRange(times);
            output.WriteLine($"tile {name,-34} p50 {At(times, .5),8:n1} ms  p95 {At(times, .95),8:n1} ms  max {times.Max(),8:n1} ms  from {string.Join(", ", sources)}  ({checksum:n0})");
        }

        output.WriteLine($"tiles together: p50 {At(all, .5):n1} ms, p95 {At(all, .95):n1} ms, max {all.Max():n1} ms");
    }

    private static (string Name, Func<Random, AggregateQuery> Make)[] Tiles(DateTimeOffset end)
    {
        return
        [
            ("total over any range", random => Any(random)),
            ("per hour over a day", random => Day(random) with { Bucket = TimeSpan.FromHours(1) }),
            ("per day over 90 days by model", random => Filtered(random) with { From = end.AddDays(-OpsTraffic.Days).AddSeconds(random.Next(3600)), Bucket = TimeSpan.FromDays(1), GroupBy = ["model"] }),
            ("errors by status over any range", random => Any(random) with { Filter = Parse("-status:success"), GroupBy = ["status", "error_code"] }),
            ("cost by model over any range", random => Any(random) with { GroupBy = ["model"] }),
            ("latency by provider over any range", random => Any(random) with { GroupBy = ["provider", "stream"] }),
            ("last 15 minutes by minute", random => Filtered(random) with { From = end.AddMinutes(-15).AddMilliseconds(random.Next(60_000)), Bucket = TimeSpan.FromMinutes(1) }),
        ];

        AggregateQuery Filtered(Random random) => new() { Project = "default", Filter = Parse(s_shapeFilters[random.Next(s_shapeFilters.Length)]), To = random.Next(2) == 0 ? null : end };

        // From minutes to all of it, as likely short as long, ragged on both sides.
        AggregateQuery Any(Random random)
        {
            var length = TimeSpan.FromDays(OpsTraffic.Days * Math.Pow(random.NextDouble(), 2)) + TimeSpan.FromMinutes(5);
            var to = end - (TimeSpan.FromDays(OpsTraffic.Days) - length) * random.NextDouble();
            return Filtered(random) with { From = to - length, To = to };
        }

        AggregateQuery Day(Random random)
        {
            var to = end.AddDays(-random.NextDouble() * (OpsTraffic.Days - 1));
            return Filtered(random) with { From = to.AddDays(-1), To = to };
        }
    }

    private static async Task SearchesAsync(SqliteInteractionStore store, OpsTraffic traffic, int repeats, TextWriter output)
    {
        var medians = new List<double>();
        string[] words = [traffic.Word(0), traffic.Word(400), traffic.Word(19_990), $"{traffic.Word(0)} {traffic.Word(3)}", $"{traffic.Word(0)} status:error", $"{traffic.Word(9000)} model:gpt-4o", "zzzzunknown"];
        foreach (var search in s_searches.Concat(words))
        {
            var query = new InteractionQuery { Project = "default", Filter = Parse(search), Limit = 50 };
            var times = new List<double>();
            var items = 0;
            for (var i = 0; i < repeats; i++)
            {
                var watch = Stopwatch.StartNew();
                items = (await store.SearchAsync(query, CancellationToken.None)).Items.Count;
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            medians.Add(At(times, .5));
            output.WriteLine($"search {At(times, .5),9:n2} ms  (first {times[0],8:n2})  {items,3} items  {search}");
        }

        output.WriteLine($"searches: median {At(medians, .5):n2} ms, worst {medians.Max():n2} ms, over 30 ms: {medians.Count(time => time > 30)} of {medians.Count}");
    }

    private static Filter Parse(string text) => FilterParser.Parse(text, DateTimeOffset.UnixEpoch).Filter ?? throw new ArgumentException($"'{text}' is no filter.", nameof(text));

    private static double At(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));
}
