using System.Text.Json;

namespace Reprise.Benchmarks.Cache;

/// <summary>Two texts, and whether the answer to one is right for the other.</summary>
/// <param name="First">The one stored.</param>
/// <param name="Second">The one asked.</param>
/// <param name="IsRight">As the set's makers judged it.</param>
/// <param name="IsHard">No duplicates, and yet mostly the same words.</param>
/// <param name="Group">Pairs that share texts share it.</param>
internal readonly record struct QualityPair(string First, string Second, bool IsRight, bool IsHard, string Group);

/// <summary>A set of judged pairs.</summary>
internal sealed record QualitySet(string Name, IReadOnlyList<QualityPair> Pairs)
{
    /// <summary>Graded pairs count as right from 4.5 of 5 on; between 3.5 and that they are left out.</summary>
    private const double Same = 4.5, Other = 3.5;

    public static List<QualitySet> Read(string folder, int most) =>
        Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).Select(file => new QualitySet(Path.GetFileNameWithoutExtension(file), [.. File.ReadLines(file).Select(Pair).OfType<QualityPair>().Take(most)])).ToList();

    private static QualityPair? Pair(string line)
    {
        using var document = JsonDocument.Parse(line);
        var pair = document.RootElement;
        var id = pair.GetProperty("id").GetString()!;
        if (pair.TryGetProperty("origin", out var origin)) return new QualityPair(origin.GetString()!, pair.GetProperty("similar").GetString()!, true, false, id);
        var group = pair.TryGetProperty("group", out var named) ? named.GetString()! : id;
        var isHard = pair.TryGetProperty("hard", out var hard) && hard.GetBoolean();
        var (first, second) = (pair.GetProperty("a").GetString()!, pair.GetProperty("b").GetString()!);
        if (pair.TryGetProperty("label", out var label)) return new QualityPair(first, second, label.GetInt32() == 1, isHard && label.GetInt32() == 0, group);
        return pair.GetProperty("score").GetDouble() switch
        {
            >= Same => new QualityPair(first, second, true, false, group),
            <= Other => new QualityPair(first, second, false, false, group),
            _ => null,
        };
    }
}
