using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Numbers;

/// <summary>Dates of birth: a date, and a word of birth before it.</summary>
internal static class Dates
{
    private const int Reach = 8;

    public static TextFinding Find(Passage passage, in NumberRun run)
    {
        if (run.Groups.Length > 3 || run.Digits.Length is < 1 or > 8) return default;
        if (!passage.Near(run.First, WordKinds.BirthContext, Reach)) return default;
        if (run.Groups.Length == 3 && run.Separator is '/' or '-' or '.' or ' ' && IsDate(run)) return new TextFinding(FindingTypes.DateOfBirth, run.Start, run.End - run.Start, 0.9);
        if (run.Groups.Length != 1) return default;
        if (run.Digits.Length == 8 && IsPacked(run.Digits)) return new TextFinding(FindingTypes.DateOfBirth, run.Start, 8, 0.7);
        return FindWritten(passage, run);
    }

    private static bool IsDate(in NumberRun run)
    {
        var first = (int)Checks.Value(run.Digits[..run.Groups[0]]);
        var second = (int)Checks.Value(run.Digits.Slice(run.Groups[0], run.Groups[1]));
        var third = (int)Checks.Value(run.Digits[(run.Groups[0] + run.Groups[1])..]);
        if (run.Groups[1] > 2) return false;
        if (run.Groups[0] == 4) return run.Groups[2] <= 2 && IsYear(first) && Checks.IsDay(second, third);
        if (run.Groups[0] > 2 || run.Groups[2] is not (2 or 4) || (run.Groups[2] == 4 && !IsYear(third))) return false;
        return Checks.IsDay(first, second) || Checks.IsDay(second, first);
    }

    private static bool IsPacked(ReadOnlySpan<byte> digits) =>
        (IsYear((int)Checks.Value(digits[..4])) && Checks.IsDay(Checks.Two(digits, 4), Checks.Two(digits, 6))) || (IsYear((int)Checks.Value(digits[4..])) && Checks.IsDay(Checks.Two(digits, 2), Checks.Two(digits, 0)));

    private static bool IsYear(int year) => year is >= 1880 and <= 2099;

    /// <summary>A date with the month as a word: <c>1 May 1977</c>, <c>May 1st, 1977</c>, <c>7. April 1999</c>.</summary>
    private static TextFinding FindWritten(Passage passage, in NumberRun run)
    {
        var tokens = passage.Tokens;
        var i = run.First;
        if (run.Digits.Length is 1 or 2 && Checks.Value(run.Digits) is >= 1 and <= 31)
        {
            // The month follows, perhaps behind a word such as "of" or "de", and then perhaps the year.
            var month = i + 1;
            if (month < tokens.Length && tokens[month] is { IsWord: true, Length: <= 2 }) month++;
            if (month < tokens.Length && tokens[month].Is(WordKinds.Month) && tokens[month].Start - run.End <= 6)
            {
                // Without a year it is a birthday, which thousands share.
                var last = month + 1 < tokens.Length && IsYearToken(passage, month + 1) ? month + 1 : month + 2 < tokens.Length && tokens[month + 1].Length <= 2 && IsYearToken(passage, month + 2) ? month + 2 : -1;
                return last < 0 ? default : new TextFinding(FindingTypes.DateOfBirth, run.Start, tokens[last].End - run.Start, 0.9);
            }
        }

        if (i > 0 && tokens[i - 1].Is(WordKinds.Month) && passage.Gap(i - 1).Length <= 2 && run.Digits.Length <= 2)
        {
            var last = i + 1;
            return last >= tokens.Length || !IsYearToken(passage, last) ? default : new TextFinding(FindingTypes.DateOfBirth, tokens[i - 1].Start, tokens[last].End - tokens[i - 1].Start, 0.9);
        }

        return default;
    }

    private static bool IsYearToken(Passage passage, int token) =>
        passage.Tokens[token] is { IsNumber: true, Length: 4 } && passage.Gap(token - 1).Length <= 2 && passage.Of(token)[0] is '1' or '2';
}
