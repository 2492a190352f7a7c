using System.Diagnostics;
using System.Globalization;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// Time to the first page of 50 over many interactions, by filters and by words, and of aggregates. Arguments: interactions (default 1000000), repeats of
/// each query (default 9), a folder to keep the database in and use again (default a temporary one).
/// </summary>
public static class StorageSearchBenchmark
{
    private static readonly string[] s_filters =
    [
        "", "model:gpt-4o", "model:mistral-large status:error", "status:error", "-status:success", "error_code:rate_limit_exceeded model:o3-mini",
        "session:session-00000123", "user:user-7", "user:user-4711", "tag:import", "tag:nightly model:gpt-4o-mini", "metadata.customer:c-1234", "latency_ms>2000",
        "latency_ms>9000", "cost_usd>0.0039", "latency_ms:3000..3010", "prompt_type:code -model:gpt-4o", "provider:anthropic latency_ms<100", "flagged:true",
        "rating:-1", "-tag:* user:user-3", "model:gemini*", "model:none", "latency_ms>200000", "since:2026-01-06 before:2026-01-07 model:o3-mini", "label:topic",
    ];

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var repeats = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 9;
        var folder = args.Length > 2 ? args[2] : Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            var traffic = new StorageTraffic(seed: 42);
            var path = Path.Combine(folder, "search.db");
            var isNew = !File.Exists(path);
            await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
            if (isNew) await FillAsync(store, traffic, count, output);
            var byFilter = new List<double>();
            foreach (var filter in s_filters) byFilter.Add(await MeasureAsync(store, filter, repeats, output));
            var byWords = new List<double>();
            foreach (var words in Words(traffic)) byWords.Add(await MeasureAsync(store, words, repeats, output));
            await AggregatesAsync(store, output);
            output.WriteLine($"by filter: median {Median(byFilter):n2} ms, worst {byFilter.Max():n2} ms; by words: median {Median(byWords):n2} ms, worst {byWords.Max():n2} ms");
        }
        finally
        {
            if (args.Length <= 2) Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Words(StorageTraffic traffic)
    {
        var (common, middle, rare, rarest) = (traffic.Word(0), traffic.Word(400), traffic.Word(9000), traffic.Word(19_990));
        return
        [
            common, middle, rare, rarest, $"{common} {middle}", $"{common} {traffic.Word(1)}", $"{rare} {traffic.Word(15_000)}", $"\"{common} {traffic.Word(2)}\"",
            $"\"{middle} {traffic.Word(3)}\"", $"{rare[..4]}*", $"{rare} status:error", $"{common} status:error", $"{common} model:mistral-large", $"{common} latency_ms>9000",
            $"{common} -{middle}", $"{middle} user:user-7", $"{common} OR {rare}", "zzzzunknown",
        ];
    }

    private static async Task FillAsync(SqliteInteractionStore store, StorageTraffic traffic, int count, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        var random = new Random(5);
        foreach (var chunk in Enumerable.Range(0, count).Chunk(2000))
        {
            var interactions = chunk.Select(_ => traffic.Next()).ToArray();
            var facts = interactions.Where(_ => random.Next(500) == 0).SelectMany(about => FactsAbout(about, random)).ToArray();
            await store.AppendAsync(new StoreBatch { Interactions = interactions, Facts = facts }, CancellationToken.None);
        }

        output.WriteLine($"filled {count:n0} in {watch.Elapsed.TotalSeconds:n0} s");
        await store.MaintainAsync(CancellationToken.None);
        output.WriteLine($"maintained after {watch.Elapsed.TotalSeconds:n0} s");
    }

    private static IEnumerable<Fact> FactsAbout(RecordedInteraction about, Random random)
    {
        var fact = new Fact { FactId = InteractionId.At(about.Interaction.Timestamp), InteractionId = about.Interaction.Id, Project = about.Interaction.Project, Kind = FactKind.Feedback, Timestamp = about.Interaction.Timestamp, Value = random.Next(4) == 0 ? -1 : 1 };
        yield return fact;
        if (random.Next(10) == 0) yield return fact with { FactId = InteractionId.At(about.Interaction.Timestamp), Kind = FactKind.Flag, Value = 1 };
        if (random.Next(20) == 0) yield return fact with { FactId = InteractionId.At(about.Interaction.Timestamp), Kind = FactKind.Label, Name = "topic", Text = "billing" };
    }

    private static async Task<double> MeasureAsync(SqliteInteractionStore store, string text, int repeats, TextWriter output)
    {
        var query = new InteractionQuery { Project = "default", Filter = FilterParser.Parse(text, StorageTraffic.Start).Filter!, Limit = 50 };
        var times = new List<double>();
        var checksum = 0L;
        var items = 0;
        for (var i = 0; i < repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            var page = await store.SearchAsync(query, CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
            items = page.Items.Count;
            checksum = page.Items.Aggregate(17L, (sum, item) => unchecked((sum * 31) + item.Interaction.Timestamp.ToUnixTimeMilliseconds()));
        }

        output.WriteLine($"{Median(times),9:n2} ms  (first {times[0],8:n2})  {items,3} items  {checksum:x16}  {text}");
        return Median(times);
    }

    private static async Task AggregatesAsync(SqliteInteractionStore store, TextWriter output)
    {
        foreach (var (group, bucket) in new[] { ("model", (TimeSpan?)null), ("", TimeSpan.FromHours(1)), ("user", null), ("model", TimeSpan.FromDays(1)) })
        {
            var query = new AggregateQuery { Project = "default", GroupBy = group.Length == 0 ? [] : [group], Bucket = bucket };
            var watch = Stopwatch.StartNew();
            var result = await store.AggregateAsync(query, CancellationToken.None);
            output.WriteLine($"{watch.Elapsed.TotalMilliseconds,9:n0} ms  {result.Rows.Count,5} rows  aggregate by {(group.Length == 0 ? "time" : group)} {bucket}  cost {result.Rows.Sum(row => row.CostUsd):n6}");
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
