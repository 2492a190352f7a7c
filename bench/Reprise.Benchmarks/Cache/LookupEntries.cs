using System.Globalization;
using System.Text;
using Reprise.Benchmarks.Embeddings;
using Reprise.Cache.Entries;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Benchmarks.Cache;

/// <summary>Made-up entries, the same each time.</summary>
internal sealed class LookupEntries(int count, bool isSpread)
{
    public const string Project = "shop";
    public const string Policy = "default";

    private static readonly DateTimeOffset s_start = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    public int Count => count;

    public string Layout => isSpread ? "of 1 to 64" : "one";

    public CacheEntry Entry(int number)
    {
        var key = Key(number);
        return new CacheEntry
        {
            Project = Project, Policy = Policy, Source = InteractionId.At(s_start.AddMilliseconds(number)), Timestamp = s_start.AddMilliseconds(number),
            Partition = key.Partition, Exact = key.Exact, Text = key.Text,
        };
    }

    public CacheKey Key(int number) => Key(PartitionOf(number), Questions.Text(number));

    /// <summary>The question in slightly other words.</summary>
    public CacheKey Reworded(int number) => Key(PartitionOf(number), Questions.Reworded(number));

    private PartitionKey PartitionOf(int number)
    {
        if (!isSpread) return Hash("one");
        // Of every 2,080 entries one stands alone, two are together, and so on to 64; neighbours in time are elsewhere.
        var (group, place) = Math.DivRem(number, 2080);
        place = (int)(place * 1_009L % 2080);
        var length = 1;
        while (place >= length) place -= length++;
        return Hash(string.Create(CultureInfo.InvariantCulture, $"{group}.{length}"));
    }

    private static CacheKey Key(PartitionKey partition, string text) => new() { Partition = partition, Exact = Hash(partition.Value.ToString("x", CultureInfo.InvariantCulture) + text), Text = text };

    private static PartitionKey Hash(string text) => PartitionKey.Of(Encoding.UTF8.GetBytes(text));
}

internal sealed class AlwaysEnough : IRequiredProbability
{
    public double Of(string project, CachePolicy policy, long generation) => 0;
}
