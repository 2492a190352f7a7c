using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Embeddings;
using Reprise.Storage.Sqlite.Cache;

namespace Reprise.Benchmarks.Cache;

/// <summary>
/// What a lookup costs in process, on one thread, with entries in SQLite as a server has them: all in one partition, which is the worst case, and in partitions of 1
/// to 64. The questions have about 20 words; a query is such a question in slightly other words. Expected: an exact lookup is a walk down two B-trees, 5 to 10 µs
/// each when the pages are at hand; a semantic one is a vector (4 µs), a pass over 32 bytes an entry (1 ms for a million) and eight rows.
/// </summary>
internal static class LookupBenchmark
{
    private const int Batch = 256;
    private const int Candidates = 8;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var sizes = args switch
        {
            ["--tiny"] => [2_000],
            ["--quick"] => [100_000],
            [] => [100_000, 1_000_000],
            _ => Array.ConvertAll(args, arg => int.Parse(arg, CultureInfo.InvariantCulture)),
        };
        var (lines, checksum) = (new List<string>(), 0L);
        output.WriteLine("| entries | partitions | embed p50 µs | exact p50 µs | p99 µs | absent p50 µs | embed + similar p50 µs | p99 µs | decision p50 µs | p99 µs | answered |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
        {
            foreach (var isSpread in new[] { false, true }) checksum += await MeasureAsync(new LookupEntries(size, isSpread), output, lines);
        }

        output.WriteLine();
        output.WriteLine("| entries | partitions | bytes an entry: vectors | sketches | tables | managed beyond vectors | SQLite's memory | beyond vectors in all | cache.db | cache.vectors | fill, entries/s | open ms | rebuild s |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var line in lines) output.WriteLine(line);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum}"));
    }

    private static async Task<long> MeasureAsync(LookupEntries made, TextWriter output, List<string> lines)
    {
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            StaticEmbedder.Shared.TryEmbed("loads the model", new float[StaticEmbedder.Shared.Identity.Dimensions]);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using var entries = new SqliteCacheEntries(Path.Combine(folder, "cache.db"), TimeProvider.System);
            await using var index = Create(entries, folder);
            await index.OpenAsync(CancellationToken.None);
            var started = Stopwatch.GetTimestamp();
            for (var first = 0; first < made.Count; first += Batch) await index.AddAsync([.. Enumerable.Range(first, Math.Min(Batch, made.Count - first)).Select(made.Entry)], CancellationToken.None);
            var filling = Stopwatch.GetElapsedTime(started);
            index.Flush(toDisk: true);

            var checksum = await LookUpAsync(index, made, output);
            var (managed, sqlite, held) = (GC.GetTotalMemory(forceFullCollection: true) - before - index.Measure().Vectors, SQLitePCL.raw.sqlite3_memory_used(), index.Measure());
            var (database, vectors) = (Length(folder, "cache.db") + Length(folder, "cache.db-wal"), Length(folder, "cache.vectors"));
            await index.DisposeAsync();

            var opening = await OpenAsync(entries, folder, index.Model);
            File.Delete(Path.Combine(folder, "cache.vectors"));
            var rebuilding = await OpenAsync(entries, folder, index.Model);
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {made.Count:N0} | {made.Layout} | {Each(held.Vectors):F0} | {Each(held.Sketches):F1} | {Each(held.Other):F1} | {Each(managed):F1} | {Each(sqlite):F1} | {Each(managed + sqlite):F1} | {Each(database):F0} | {Each(vectors):F0} | {made.Count / filling.TotalSeconds:F0} | {opening.TotalMilliseconds:F0} | {rebuilding.TotalSeconds:F1} |"));
            return checksum;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        double Each(long bytes) => (double)bytes / made.Count;
    }

    private static async Task<long> LookUpAsync(CacheIndex index, LookupEntries made, TextWriter output)
    {
        var queries = made.Count < 10_000 ? 50 : 1000;
        var policy = new CachePolicy { Name = LookupEntries.Policy, MaxAge = null, Candidates = Candidates };
        var lookup = new CacheLookup(index, CandidateJudge.Shared, null, new AlwaysEnough(), TimeProvider.System);
        var (embed, exact, absent, similar, decide) = (new double[queries], new double[queries], new double[queries], new double[queries], new double[queries]);
        var vector = new float[index.Dimensions];
        var (checksum, answered) = (0L, 0);
        // The first round warms up.
        foreach (var round in new[] { 0, 1 })
        {
            var random = new Random(made.Count + round);
            answered = 0;
            for (var i = 0; i < queries; i++)
            {
                var asked = random.Next(made.Count);
                var (same, reworded) = (made.Key(asked), made.Reworded(asked));
                var started = Stopwatch.GetTimestamp();
                var found = index.FindExact(same, Candidates);
                exact[i] = Micros(started);
                started = Stopwatch.GetTimestamp();
                var none = index.FindExact(reworded, Candidates);
                absent[i] = Micros(started);
                started = Stopwatch.GetTimestamp();
                await index.EmbedAsync(reworded.Text!, vector, CancellationToken.None);
                embed[i] = Micros(started);
                started = Stopwatch.GetTimestamp();
                await index.EmbedAsync(reworded.Text!, vector, CancellationToken.None);
                var near = index.FindSimilar(reworded.Partition, vector, (float)policy.MinSimilarity, Candidates);
                similar[i] = Micros(started);
                started = Stopwatch.GetTimestamp();
                var decision = await lookup.DecideAsync(new CacheQuestion { Project = LookupEntries.Project, Key = reworded, Policy = policy }, CancellationToken.None);
                decide[i] = Micros(started);
                if (decision.Entry is not null) answered++;
                if (round == 1) checksum += found[0].Number + none.Count + near.Count + (decision.Entry?.Number ?? 0);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {made.Count:N0} | {made.Layout} | {At(embed, .5):F1} | {At(exact, .5):F1} | {At(exact, .99):F1} | {At(absent, .5):F1} | {At(similar, .5):F0} | {At(similar, .99):F0} | {At(decide, .5):F0} | {At(decide, .99):F0} | {answered} of {queries} |"));
        return checksum;
    }

    /// <summary>Until every entry has its vector, which are read from the file or made again.</summary>
    private static async Task<TimeSpan> OpenAsync(SqliteCacheEntries entries, string folder, EmbedderIdentity model)
    {
        var started = Stopwatch.GetTimestamp();
        await using var index = Create(entries, folder);
        await index.OpenAsync(CancellationToken.None);
        while (index.State.Phase != CacheIndexPhase.Ready) await Task.Delay(1);
        return index.Model == model ? Stopwatch.GetElapsedTime(started) : throw new InvalidOperationException("Another model than before.");
    }

    private static CacheIndex Create(SqliteCacheEntries entries, string folder) =>
        new(entries, StaticEmbedder.Shared, Path.Combine(folder, "cache.vectors"), TimeProvider.System, NullLogger<CacheIndex>.Instance);

    private static long Length(string folder, string name) => new FileInfo(Path.Combine(folder, name)) is { Exists: true } file ? file.Length : 0;

    private static double Micros(long started) => Stopwatch.GetElapsedTime(started).TotalMicroseconds;

    private static double At(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));
}
