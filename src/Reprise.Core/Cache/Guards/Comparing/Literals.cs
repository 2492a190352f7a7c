using Reprise.Cache.Guards.Reading;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>What is compared as written: quotations, identifiers, addresses, operators; and what is asked of the answer.</summary>
internal static class Literals
{
    /// <summary>Identifiers looked for among the words of the other text.</summary>
    private const int MostCode = 64;

    public static uint Compare(PreparedText a, PreparedText b)
    {
        var bits = 0u;
        if (a.Quotes.Length > 0 && b.Quotes.Length > 0 && !a.Quotes.AsSpan().SequenceEqual(b.Quotes)) bits |= Bit(GuardKind.Quotes);
        if (!a.Urls.AsSpan().SequenceEqual(b.Urls)) bits |= Bit(GuardKind.Urls);
        if (CodeLeft(a, b) || CodeLeft(b, a) || !a.Operators.AsSpan().SequenceEqual(b.Operators)) bits |= Bit(GuardKind.Code);
        if (QuestionReader.Differ(a.Question, b.Question)) bits |= Bit(GuardKind.QuestionType);
        if (!a.Forms.AsSpan().SequenceEqual(b.Forms)) bits |= Bit(GuardKind.Form);
        if (a.Script != b.Script && a.Script != 0 && b.Script != 0 || a.Language != b.Language && a.Language != 0 && b.Language != 0) bits |= Bit(GuardKind.Language);
        else if (!a.Languages.AsSpan().SequenceEqual(b.Languages) && (Missing(a.Languages, b) || Missing(b.Languages, a))) bits |= Bit(GuardKind.Language);
        return bits;
    }

    /// <summary>An identifier the other has neither as one nor as a word, joined or apart.</summary>
    private static bool CodeLeft(PreparedText text, PreparedText other)
    {
        foreach (var key in text.Code.AsSpan(0, Math.Min(text.Code.Length, MostCode)))
        {
            if (Array.BinarySearch(other.Code, key) < 0 && !other.Has(key) && !other.HasForm(key) && Array.BinarySearch(other.Quotes, key) < 0 && !other.HasJoined(key)) return true;
        }

        return false;
    }

    private static bool Missing(ulong[] keys, PreparedText other)
    {
        foreach (var key in keys)
        {
            if (!other.Has(key)) return true;
        }

        return false;
    }

    private static uint Bit(GuardKind kind) => 1u << (int)kind;
}
