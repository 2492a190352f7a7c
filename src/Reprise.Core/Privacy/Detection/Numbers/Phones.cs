using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Numbers;

/// <summary>
/// Telephone numbers: international ones by their plus, national ones by a grouping that nothing else has, the rest by a word beside them.
/// Dates, versions, prices and times are left alone.
/// </summary>
internal static class Phones
{
    public static TextFinding Find(Passage passage, in NumberRun run)
    {
        var count = run.Digits.Length;
        if (count is < 6 or > 15 || Checks.AllSame(run.Digits)) return default;
        var start = run.Start;
        var plus = passage.Before(start) is '+';
        var bracket = passage.Before(start) is '(';
        if (plus) start--;
        else if (bracket) start--;
        if (bracket && passage.Before(start) is '+')
        {
            plus = true;
            start--;
        }

        if (!StandsFree(passage, start, run.End) || IsPrice(passage, start, run)) return default;
        var confidence = plus ? International(run) : National(run, bracket);
        if (confidence == 0 || confidence < 0.6 && passage.Near(run.First, WordKinds.IdContext | WordKinds.CardContext, 3)) confidence = WithContext(passage, run, bracket);
        else if (confidence < 0.9 && run.IsOneGroup && !passage.IsAll(run.First, run.Last)) confidence = WithContext(passage, run, bracket);
        if (confidence == 0) return default;
        var end = ExtensionEnd(passage, run.Last);
        return new TextFinding(FindingTypes.Phone, start, end - start, confidence);
    }

    private static double International(in NumberRun run)
    {
        if (run.Digits.Length is < 8 || run.Digits[0] == 0 || run.Separator is '/') return 0;
        return 0.95;
    }

    /// <summary>Writings that are telephone numbers without a word that says so.</summary>
    private static double National(in NumberRun run, bool bracket)
    {
        var digits = run.Digits;
        var groups = run.Groups;
        var count = digits.Length;
        if (run.Separator is '/' && groups.Length > 2) return 0;

        // North America: 3-3-4, with a 1 in front or without.
        if (run.Has([3, 3, 4]) && digits[0] >= 2 && digits[3] >= 2) return bracket || run.Separator is '-' or '.' or '(' or '?' ? 0.9 : 0.75;
        if (run.Has([3, 3, 2, 2]) && digits[0] >= 2 && run.Separator is not '/') return 0.75;
        if (run.Has([1, 3, 3, 4]) && digits[0] == 1 && digits[1] >= 2 && digits[4] >= 2) return 0.9;
        if (bracket && groups.Length >= 2 && groups[0] is >= 2 and <= 5 && count is >= 8 and <= 12) return 0.8;

        // A trunk zero and at least nine digits in two groups or more, none of them a single digit but the first.
        if (digits[0] == 0 && groups.Length >= 2 && count is >= 9 and <= 12 && !HasSingles(groups[1..]) && digits[1] != 0) return groups[0] == 1 && groups.Length < 3 ? 0 : 0.75;
        if (digits[0] == 0 && digits[1] == 0 && digits[2] != 0 && groups.Length >= 3 && count >= 10) return 0.75;

        // One group: a trunk zero and a mobile's length, where the text is nothing else.
        if (run.IsOneGroup && digits[0] == 0 && digits[1] != 0 && count is 10 or 11) return 0.5;
        return 0;
    }

    private static double WithContext(Passage passage, in NumberRun run, bool bracket)
    {
        if (run.Digits.Length is < 7 or > 13 || run.Groups.Length > 6 || LooksLikeDate(run)) return 0;
        if (run.Separator is '.' && run.Groups.Length == 2) return 0;
        if (run.Separator is '/' && run.Groups.Length > 2) return 0;
        if (HasSingles(run.Groups[1..])) return 0;
        return passage.Near(run.First, WordKinds.PhoneContext, 5) ? (run.IsOneGroup ? 0.65 : 0.8) : 0;
    }

    private static bool HasSingles(ReadOnlySpan<byte> groups)
    {
        foreach (var group in groups)
        {
            if (group < 2) return true;
        }

        return false;
    }

    private static bool LooksLikeDate(in NumberRun run)
    {
        if (run.Groups.Length < 3) return false;
        if (run.Groups[0] == 4 && run.Groups[1] <= 2 && run.Groups[2] == 2) return Checks.IsDay(1, Math.Max(1, Checks.Two(run.Digits, 4)));
        return run.Has([2, 2, 4]) && Checks.Value(run.Digits[4..]) is >= 1880 and <= 2099;
    }

    private static bool StandsFree(Passage passage, int start, int end)
    {
        var before = passage.Before(start);
        if (char.IsLetterOrDigit(before) || before is '_' or '#' or '\\' or '$' or '€' or '£' or '=') return before is '=' && passage.At(start) is '+';
        if (before is '.' or ',' or '/' or '-' or ':' && start > 1 && char.IsLetterOrDigit(passage.Text[start - 2])) return before is ':' or '.' && char.IsLetter(passage.Text[start - 2]);
        var after = passage.At(end);
        var next = passage.At(end + 1);
        return after is not ('_' or '%' or '€' or '$' or '=') && !(after is '.' or '/' or '-' or ':' && char.IsDigit(next)) && !(after is ',' && char.IsDigit(next));
    }

    private static bool IsPrice(Passage passage, int start, in NumberRun run) =>
        run.Separator is '.' && run.Groups.Length == 2 || start > 1 && passage.Text[start - 1] is ' ' && passage.Text[start - 2] is '$' or '€' or '£' or '#';

    private static int ExtensionEnd(Passage passage, int last)
    {
        var tokens = passage.Tokens;
        var end = tokens[last].End;
        if (last + 2 < tokens.Length && tokens[last + 2] is { IsNumber: true, Length: <= 6 } && passage.Gap(last).Length <= 2 && passage.Gap(last + 1).Length <= 2 && IsExtension(passage.Of(last + 1))) return tokens[last + 2].End;
        if (last + 1 < tokens.Length && tokens[last + 1] is { Kind: TokenKind.Mixed, Length: <= 7 } && passage.Gap(last).Length <= 2 && passage.Of(last + 1)[0] is 'x' or 'X' && !passage.Of(last + 1)[1..].ContainsAnyExceptInRange('0', '9')) return tokens[last + 1].End;
        return end;
    }

    private static bool IsExtension(ReadOnlySpan<char> word) =>
        word.Equals("x", StringComparison.OrdinalIgnoreCase) || word.Equals("ext", StringComparison.OrdinalIgnoreCase) || word.Equals("extension", StringComparison.OrdinalIgnoreCase) || word.Equals("app", StringComparison.OrdinalIgnoreCase) || word.Equals("poste", StringComparison.OrdinalIgnoreCase) || word.Equals("durchwahl", StringComparison.OrdinalIgnoreCase);
}
