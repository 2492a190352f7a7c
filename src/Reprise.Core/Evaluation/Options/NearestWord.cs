namespace Reprise.Evaluation.Options;

/// <summary>What was meant by a mistyped word.</summary>
internal static class NearestWord
{
    /// <summary>The nearest word by letters to insert, drop or change, case apart; null when none is near.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length > 64) return null;
        var most = Math.Clamp((word.Length + 1) / 3, 1, 3);
        return known.Select(candidate => (candidate, distance: Distance(word, candidate))).Where(pair => pair.distance <= most).OrderBy(static pair => pair.distance)
            .Select(static pair => pair.candidate).FirstOrDefault();
    }

    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = diagonal + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
