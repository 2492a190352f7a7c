namespace Reprise.Cache.Keys;

/// <summary>What reading a key needs, kept by its thread.</summary>
internal sealed class KeyScratch
{
    /// <summary>A number that changes when the same request gets another key than before: what was kept under the old ones is then not found any more.</summary>
    private const long Version = 1;

    [ThreadStatic]
    private static KeyScratch? s_own;

    public JsonTape Tape { get; } = new();
    public CanonicalBytes Bytes { get; } = new();

    public static KeyScratch Rent()
    {
        var scratch = s_own ?? new KeyScratch();
        s_own = null;
        scratch.Bytes.Clear();
        return scratch;
    }

    public void Return()
    {
        Tape.Forget();
        Bytes.Forget();
        s_own = this;
    }

    /// <summary>Begins a partition with who may share it.</summary>
    public void Begin(in CacheScope scope, string what)
    {
        Bytes.Number(Version);
        Bytes.Text(what);
        Bytes.Text(scope.Project);
        Bytes.Text(scope.Policy);
        Bytes.Number(scope.Generation);
        Bytes.Text(scope.Within);
        Pairs(scope.Inputs);
    }

    /// <summary>Writes names and values in an order of their own.</summary>
    public void Pairs(IReadOnlyList<KeyValuePair<string, string>>? pairs)
    {
        Bytes.Number(pairs?.Count ?? 0);
        if (pairs is null || pairs.Count == 0) return;
        if (pairs.Count == 1)
        {
            Pair(pairs[0]);
            return;
        }

        foreach (var pair in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)) Pair(pair);
    }

    private void Pair(KeyValuePair<string, string> pair)
    {
        Bytes.Text(pair.Key);
        Bytes.Text(pair.Value);
    }
}
