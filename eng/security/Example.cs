using Reprise.Security.Injection;

namespace Reprise.TrainInjection;

/// <summary>One text to learn from, read once.</summary>
internal sealed class Example
{
    public Example(string id, string text, bool isAttack, string kind, string source)
    {
        (Id, Text, IsAttack, Kind, Source) = (id, text, isAttack, kind, source);
        var sink = new ListSink([], [], [0], []);
        InjectionFeatures.Read(text, ref sink);
        (Features, TokenEnds, FeatureEnds, Hashes) = ([.. sink.Features], [.. sink.TokenEnds], [.. sink.FeatureEnds], [.. sink.Hashes]);
        IsMail = EdgeFeatures.IsMail(Hashes);
    }

    public string Id { get; }
    public string Text { get; }
    public bool IsAttack { get; }
    public string Kind { get; }
    public string Source { get; }
    public string? Language { get; init; }

    /// <summary>What was put into a text that is harmless otherwise, where that is known.</summary>
    public string? Injected { get; init; }
    public float Weight { get; init; } = 1;
    public int[] Features { get; }

    /// <summary>Ends of tokens in characters.</summary>
    public int[] TokenEnds { get; }

    /// <summary>Ends of their features; one more than there are tokens, the first is 0.</summary>
    public int[] FeatureEnds { get; }
    /// <summary>Of the tokens themselves.</summary>
    public uint[] Hashes { get; }
    public bool IsMail { get; }
    public int Tokens => TokenEnds.Length;

    /// <summary>Which near-duplicates it belongs to.</summary>
    public int Group { get; set; }
    public bool IsHeldOut { get; set; }
    public int Fold { get; set; }

    private readonly struct ListSink(List<int> features, List<int> tokenEnds, List<int> featureEnds, List<uint> hashes) : IFeatureSink
    {
        public List<int> Features { get; } = features;
        public List<int> TokenEnds { get; } = tokenEnds;
        public List<int> FeatureEnds { get; } = featureEnds;
        public List<uint> Hashes { get; } = hashes;

        public void Add(uint bucket) => Features.Add((int)bucket);

        public void EndToken(int start, int end, uint hash)
        {
            Hashes.Add(hash);
            TokenEnds.Add(end);
            FeatureEnds.Add(Features.Count);
        }
    }
}
