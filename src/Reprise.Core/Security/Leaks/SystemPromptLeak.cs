using System.Buffers;

namespace Reprise.Security.Leaks;

/// <summary>Whether an answer repeats the system prompt it was given under.</summary>
public static class SystemPromptLeak
{
    /// <summary>How many words make a run. Fewer stand in many answers by chance.</summary>
    private const int Run = 6;

    /// <summary>Prompts below this many words are compared whole.</summary>
    private const int Short = 16;

    /// <summary>Shorter ones say nothing of their own.</summary>
    private const int TooShort = 4;

    /// <summary>How many words of each text are read at most.</summary>
    private const int MostWords = 16_384;

    /// <summary>The share of the system prompt's runs of words that stand in the answer, 0 to 1; a short prompt counts only where it stands there whole.</summary>
    public static double Of(ReadOnlySpan<char> system, ReadOnlySpan<char> answer)
    {
        if (system.IsEmpty || answer.IsEmpty) return 0;
        var (said, heard) = (ArrayPool<uint>.Shared.Rent(MostWords), ArrayPool<uint>.Shared.Rent(MostWords));
        try
        {
            var prompt = said.AsSpan(0, Words(system, said.AsSpan(0, MostWords)));
            var words = heard.AsSpan(0, Words(answer, heard.AsSpan(0, MostWords)));
            if (prompt.Length < TooShort || words.Length < Math.Min(prompt.Length, Run)) return 0;
            return prompt.Length < Short ? words.IndexOf(prompt) >= 0 ? 1 : 0 : Share(prompt, words);
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(said);
            ArrayPool<uint>.Shared.Return(heard);
        }
    }

    private static double Share(ReadOnlySpan<uint> prompt, ReadOnlySpan<uint> words)
    {
        var runs = new HashSet<ulong>(prompt.Length);
        for (var i = 0; i + Run <= prompt.Length; i++) runs.Add(Hash(prompt.Slice(i, Run)));
        var all = runs.Count;
        for (var i = 0; i + Run <= words.Length && runs.Count > 0; i++) runs.Remove(Hash(words.Slice(i, Run)));
        return (double)(all - runs.Count) / all;
    }

    private static ulong Hash(ReadOnlySpan<uint> run)
    {
        var hash = 14695981039346656037UL;
        foreach (var word in run) hash = (hash ^ word) * 1099511628211UL;
        return hash;
    }

    // Each word as a hash of its letters and digits, case apart; in scripts without spaces each letter is a word.
    private static int Words(ReadOnlySpan<char> text, Span<uint> into)
    {
        var (count, hash, length) = (0, 2166136261u, 0);
        foreach (var c in text)
        {
            var letter = char.IsAscii(c) ? char.IsAsciiLetterOrDigit(c) ? (char)(c | 32) : '\0' : char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '\0';
            var isAlone = c is >= '\u2E80' and <= '\uD7FF' or >= '\u0E00' and <= '\u0EFF';
            if ((letter == '\0' || isAlone) && length > 0)
            {
                if (count == into.Length) return count;
                into[count++] = hash;
                (hash, length) = (2166136261u, 0);
            }

            if (letter == '\0') continue;
            if (isAlone)
            {
                if (count == into.Length) return count;
                into[count++] = letter;
                continue;
            }

            hash = (hash ^ letter) * 16777619u;
            length++;
        }

        if (length > 0 && count < into.Length) into[count++] = hash;
        return count;
    }
}
