using Reprise.Embeddings;

namespace Reprise.Core.Tests.Embeddings;

/// <summary>Searches while the index changes under them.</summary>
public sealed class VectorIndexConcurrencyTests
{
    private const int Dimensions = 64;
    private const int Partitions = 6;

    [Fact]
    public async Task Searches_find_what_stays_and_never_what_belongs_elsewhere()
    {
        var seed = Vectors.Seed();
        var index = new VectorIndex(Vectors.Model(Dimensions));
        // Each partition has a vector of its own, so whatever is torn or foreign shows in its similarity.
        var own = Enumerable.Range(0, Partitions).Select(i => Vectors.Random(new Random(seed + i), Dimensions)).ToArray();
        for (var partition = 0; partition < Partitions; partition++) index.Add(Stays(partition), Vectors.Partition(partition), own[partition]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var searches = 0;
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var random = new Random(seed + 100 + reader);
            var matches = new VectorMatch[4000];
            while (!stop.IsCancellationRequested)
            {
                var partition = random.Next(Partitions);
                var found = matches.AsSpan(0, index.Search(Vectors.Partition(partition), own[partition], -1, matches));
                var (stays, ids) = (false, new HashSet<long>());
                foreach (var match in found)
                {
                    if (match.Similarity != 1) throw new InvalidOperationException($"entry {match.Id} of partition {partition} has similarity {match.Similarity}");
                    if (match.Id % Partitions != partition) throw new InvalidOperationException($"entry {match.Id} in partition {partition}");
                    if (!ids.Add(match.Id)) throw new InvalidOperationException($"entry {match.Id} twice");
                    stays |= match.Id == Stays(partition);
                }

                if (!stays) throw new InvalidOperationException($"the entry that stays is missing from partition {partition}, {found.Length} found");
                Interlocked.Increment(ref searches);
            }
        })).ToList();

        var changes = new Random(seed + 50);
        for (var step = 0; step < 200_000 && readers.All(reader => !reader.IsCompleted); step++)
        {
            // Two partitions stay chains, two grow and shrink about the length at which a chain becomes a run, two are far beyond it.
            var partition = changes.Next(Partitions);
            var most = partition switch { 0 or 1 => 20, 2 or 3 => 100, _ => 600 };
            var id = 1000L * Partitions + changes.Next(most) * Partitions + partition;
            if (changes.Next(100) < (step / 2000 % 2 == 0 ? 70 : 4)) index.Add(id, Vectors.Partition(partition), own[partition]);
            else index.Remove(id);
            if (step % 500 == 0)
            {
                // The one that stays is written again and again.
                for (var other = 0; other < Partitions; other++) index.Add(Stays(other), Vectors.Partition(other), own[other]);
            }
        }

        await Eventually(() => Volatile.Read(ref searches) > 100 || readers.Any(reader => reader.IsCompleted));
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        TestContext.Current.TestOutputHelper?.WriteLine($"{searches} searches");
    }

    private static Task Eventually(Func<bool> condition) => Reprise.Tests.Eventually.HoldsAsync("readers get to search", condition);

    private static long Stays(int partition) => partition;
}
