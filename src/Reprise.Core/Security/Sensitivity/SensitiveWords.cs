using System.Buffers;

namespace Reprise.Security.Sensitivity;

/// <summary>Words by which people mark what they write, and words of matters that laws protect.</summary>
internal static class SensitiveWords
{
    // Plain letters alone: one accent among them makes the search for all of them half as fast.
    private static readonly (int Level, string[] Words)[] s_words =
    [
        (3, ["top secret", "strictly confidential", "strictly private", "streng vertraulich", "streng geheim", "attorney-client privilege", "attorney client privilege", "material non-public information", "insider information", "nuclear launch",
            "medical record", "patient record", "psychiatric diagnosis", "hiv positive", "hiv-positive", "biometric template", "for your eyes only", "diffusion restreinte", "estrictamente confidencial"]),
        (2, ["confidential", "vertraulich", "confidentiel", "confidencial", "riservato", "trade secret", "under nda", "non-disclosure agreement", "not for distribution", "do not distribute", "do not share", "do not forward", "proprietary",
            "commercial in confidence", "salary of", "payslip", "performance review", "termination letter", "diagnosed with", "embargoed"]),
        (1, ["internal use only", "for internal use", "internal only", "company internal", "employees only", "staff only", "den internen gebrauch", "usage interne", "uso interno", "not for publication", "work in progress, do not quote"]),
    ];

    private static readonly SearchValues<string> s_all = SearchValues.Create([.. s_words.SelectMany(level => level.Words)], StringComparison.OrdinalIgnoreCase);

    /// <summary>The highest level that a word of the text stands for, and the word; 0 where there is none.</summary>
    public static (int Level, string Word) Of(ReadOnlySpan<char> text)
    {
        var (most, said) = (0, "");
        for (var at = 0; at < text.Length && most < 3;)
        {
            var next = text[at..].IndexOfAny(s_all);
            if (next < 0) break;
            at += next;
            foreach (var (level, words) in s_words)
            {
                if (level <= most) break;
                foreach (var word in words)
                {
                    if (!text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase) || !IsWhole(text, at, at + word.Length)) continue;
                    (most, said) = (level, word);
                    break;
                }
            }

            at++;
        }

        return (most, said);
    }

    // Not "confidentially", not within a name of code; a sentence that denies it is not understood.
    private static bool IsWhole(ReadOnlySpan<char> text, int start, int end) => (start == 0 || !IsWordCharacter(text[start - 1])) && (end == text.Length || !IsWordCharacter(text[end]));

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';
}
