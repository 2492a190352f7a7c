using DiffPlex;

namespace Reprise.Comparison;

/// <summary>Which tokens of two texts are the same ones: a longest common subsequence, found by DiffPlex (Myers, "An O(ND) difference algorithm", 1986).</summary>
internal static class TokenMatches
{
    /// <summary>Pairs of places, ascending on both sides; null when finding them could take more than the budget.</summary>
    public static List<(int Original, int Replay)>? Find(List<string> original, List<string> replay, DiffBudget budget)
    {
        // What stands at both ends, and what one side alone has, needs no search.
        var (start, end) = CommonEnds(original, replay);
        var one = Shared(original, replay, start, end);
        var other = Shared(replay, original, start, end);
        var isSearched = one.Count > 0 && other.Count > 0;
        if (isSearched && !budget.TryTake(one.Count + other.Count)) return null;
        var matches = new List<(int, int)>();
        for (var i = 0; i < start; i++) matches.Add((i, i));
        if (isSearched) AddMatches(matches, original, replay, one, other);
        for (var i = end; i > 0; i--) matches.Add((original.Count - i, replay.Count - i));
        return matches;
    }

    /// <summary>Only those at the beginning and at the end.</summary>
    public static List<(int Original, int Replay)> Ends(List<string> original, List<string> replay)
    {
        var (start, end) = CommonEnds(original, replay);
        return [.. Enumerable.Range(0, start).Select(i => (i, i)), .. Enumerable.Range(-end, end).Select(i => (original.Count + i, replay.Count + i))];
    }

    private static (int Start, int End) CommonEnds(List<string> original, List<string> replay)
    {
        var shorter = Math.Min(original.Count, replay.Count);
        var (start, end) = (0, 0);
        while (start < shorter && original[start] == replay[start]) start++;
        while (end < shorter - start && original[^(end + 1)] == replay[^(end + 1)]) end++;
        return (start, end);
    }

    private static void AddMatches(List<(int, int)> matches, List<string> original, List<string> replay, List<int> one, List<int> other)
    {
        string[] before = [.. one.Select(place => original[place])], after = [.. other.Select(place => replay[place])];

        // DiffPlex cuts its texts itself; these names stand for the tokens that are there already.
        var blocks = new Differ().CreateCustomDiffs("1", "2", ignoreWhiteSpace: false, ignoreCase: false, name => name == "1" ? before : after).DiffBlocks;
        var (i, j) = (0, 0);
        foreach (var block in blocks)
        {
            while (i < block.DeleteStartA) matches.Add((one[i++], other[j++]));
            i = block.DeleteStartA + block.DeleteCountA;
            j = block.InsertStartB + block.InsertCountB;
        }

        while (i < before.Length) matches.Add((one[i++], other[j++]));
    }

    /// <summary>The places between the ends whose tokens the other side has too.</summary>
    private static List<int> Shared(List<string> tokens, List<string> others, int start, int end)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = start; i < others.Count - end; i++) known.Add(others[i]);
        var places = new List<int>();
        for (var i = start; i < tokens.Count - end; i++)
        {
            if (known.Contains(tokens[i])) places.Add(i);
        }

        return places;
    }
}
