using Reprise.Cache.Entries;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Storage.Tests.Cache;

/// <summary>Entries to keep.</summary>
internal static class CacheSamples
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    public static PartitionKey Key(string name) => PartitionKey.Of(System.Text.Encoding.UTF8.GetBytes(name));

    public static InteractionId Source(string name) => InteractionId.FromForeign(name);

    public static CacheEntry Entry(string source, string exact = "exact", string? text = "How do I change the address?", string project = "shop", string policy = "default", int second = 0) => new()
    {
        Project = project,
        Policy = policy,
        Source = Source(source),
        Timestamp = Noon.AddSeconds(second),
        Partition = Key("partition of " + project),
        Exact = Key(exact),
        Text = text,
    };

    /// <summary>One of few sources, projects, policies and questions, so that they meet.</summary>
    public static CacheEntry Random(Random random) => new()
    {
        Project = "p" + random.Next(3),
        Policy = "policy" + random.Next(2),
        Generation = random.Next(3),
        Source = Source("source " + random.Next(60)),
        Timestamp = Noon.AddMilliseconds(random.Next(20) * 0.7),
        Partition = Key("partition " + random.Next(4)),
        Exact = Key("exact " + random.Next(12)),
        Text = random.Next(6) switch { 0 => null, 1 => "", 2 => "zero \0 inside, 二 and \U0001F600", 3 => "half \uD83D of a pair", 4 => new string('x', random.Next(9000)), _ => "text " + random.Next(1000) },
        Quality = random.Next(3) switch { 0 => null, 1 => random.NextDouble(), _ => random.Next(2) == 0 ? double.NaN : 1 },
        IsPinned = random.Next(5) == 0,
        Expires = random.Next(3) == 0 ? Noon.AddHours(random.Next(9)).ToOffset(TimeSpan.FromHours(2)) : null,
    };
}
