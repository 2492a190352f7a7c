using System.Security.Cryptography;
using System.Text;

namespace Reprise.BuildJudge;

/// <summary>Pairs of natural questions, near by vector, that we judged ourselves. The file names texts by hash, so that none is copied.</summary>
internal static class Labels
{
    /// <summary>How many nearest-neighbour pairs there are for each one judged, by stratum: what a pair stands for when the whole is to be shown.</summary>
    private static readonly Dictionary<string, float> s_standsFor = new(StringComparer.Ordinal) { ["h"] = 2.8f, ["m"] = 10, ["l"] = 34 };

    public readonly record struct Judged(string Left, string Right, bool IsRight, float StandsFor);

    public static List<Judged> Read(string path, IEnumerable<string> texts)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts) known.TryAdd(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12], text);
        return File.ReadLines(path).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))
            .Where(line => known.ContainsKey(line[0]) && known.ContainsKey(line[1]))
            .Select(line => new Judged(known[line[0]], known[line[1]], line[2] == "1", s_standsFor[line[3]])).ToList();
    }
}
