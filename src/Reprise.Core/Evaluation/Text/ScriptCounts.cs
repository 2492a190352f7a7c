using System.Text;

namespace Reprise.Evaluation.Text;

/// <summary>In which scripts the letters of a text are.</summary>
internal static class ScriptCounts
{
    /// <summary>A script with a smaller share of the letters is a quotation.</summary>
    private const double LeastShare = 0.15;

    /// <summary>Japanese is written with Chinese characters and kana: from so many kana among them it is Japanese.</summary>
    private const double LeastKana = 0.05;

    /// <summary>Between other scripts a letter of a language with few letters a word weighs more than a Latin one.</summary>
    private const int SpacelessWeight = 3;

    private static readonly (int From, int To, string Script)[] s_ranges =
    [
        (0x41, 0x24F, "latin"), (0x370, 0x3FF, "greek"), (0x400, 0x52F, "cyrillic"), (0x530, 0x58F, "armenian"), (0x590, 0x5FF, "hebrew"), (0x600, 0x77F, "arabic"), (0x900, 0x97F, "devanagari"),
        (0x980, 0x9FF, "bengali"), (0xA00, 0xA7F, "gurmukhi"), (0xA80, 0xAFF, "gujarati"), (0xB80, 0xBFF, "tamil"), (0xC00, 0xC7F, "telugu"), (0xC80, 0xCFF, "kannada"), (0xD00, 0xD7F, "malayalam"),
        (0xD80, 0xDFF, "sinhala"), (0xE00, 0xE7F, "thai"), (0xE80, 0xEFF, "lao"), (0x1000, 0x109F, "burmese"), (0x10A0, 0x10FF, "georgian"), (0x1100, 0x11FF, "hangul"), (0x1200, 0x137F, "ethiopic"),
        (0x1780, 0x17FF, "khmer"), (0x1E00, 0x1EFF, "latin"), (0x1F00, 0x1FFF, "greek"), (0x3040, 0x30FF, "kana"), (0x3400, 0x4DBF, "han"), (0x4E00, 0x9FFF, "han"), (0xAC00, 0xD7AF, "hangul"),
        (0xF900, 0xFAFF, "han"), (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFC, "arabic"), (0x20000, 0x3FFFF, "han"),
    ];

    /// <summary>The scripts that matter, by their names in <see cref="LanguageProfiles"/>, that of most letters first; empty when there are no letters.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune) && ScriptOf(rune.Value) is { } script) counts[script] = counts.GetValueOrDefault(script) + 1;
        }

        var (kana, han) = (counts.GetValueOrDefault("kana"), counts.GetValueOrDefault("han"));
        if (kana > LeastKana * (kana + han))
        {
            counts["kana"] = kana + han;
            counts.Remove("han");
        }

        var weights = counts.Select(pair => (Script: pair.Key, Weight: pair.Value * (pair.Key is "kana" or "han" or "hangul" ? SpacelessWeight : 1))).OrderByDescending(pair => pair.Weight).ToList();
        return [.. weights.Where(pair => pair.Weight >= LeastShare * weights.Sum(other => other.Weight)).Select(pair => pair.Script)];
    }

    private static string? ScriptOf(int letter)
    {
        foreach (var (from, to, script) in s_ranges)
        {
            if (letter < from) return null;
            if (letter <= to) return script;
        }

        return null;
    }
}
