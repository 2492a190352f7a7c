using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Numbers;

/// <summary>Joins numbers that stand together to runs, and asks for each run, longest first, what it may be.</summary>
internal static class NumberScan
{
    /// <summary>No number that is looked for has more groups or digits.</summary>
    private const int MostGroups = 8;
    private const int MostDigits = 22;

    public static void Find(Passage passage, List<TextFinding> into)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        Span<byte> groups = stackalloc byte[MostGroups];
        Span<char> separators = stackalloc char[MostGroups];
        var tokens = passage.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].IsNumber || tokens[i].Length > MostDigits) continue;

            // 1. How far the run reaches.
            int count = 0, total = 0;
            for (var token = i; token < tokens.Length && count < MostGroups && tokens[token].IsNumber && total + tokens[token].Length <= MostDigits; token++)
            {
                if (token > i)
                {
                    var separator = SeparatorOf(passage.Gap(token - 1));
                    if (separator == '\0') break;
                    separators[count] = separator;
                }

                foreach (var character in passage.Of(token)) digits[total++] = (byte)(character - '0');
                groups[count++] = (byte)tokens[token].Length;
            }

            // 2. What it is: the longest reading wins.
            var found = default(TextFinding);
            var used = 0;
            for (var size = count; size > 0 && found.Length == 0; size--)
            {
                var run = new NumberRun
                {
                    Digits = digits[..total],
                    Groups = groups[..size],
                    Separator = size == 1 ? '\0' : Common(separators[1..size]),
                    First = i,
                    Last = i + size - 1,
                    Start = tokens[i].Start,
                    End = tokens[i + size - 1].End,
                };
                found = Recognise(passage, run);
                used = size;
                total -= groups[size - 1];
            }

            if (found.Length == 0) continue;
            into.Add(found);
            while (i + 1 < tokens.Length && tokens[i + 1].Start < found.End) i++;
        }
    }

    private static TextFinding Recognise(Passage passage, in NumberRun run)
    {
        var free = passage.StandsFree(run.Start, run.End);
        if (free && Cards.Matches(run)) return new TextFinding(FindingTypes.Card, run.Start, run.End - run.Start, 1);
        if (Ip4.Matches(passage, run)) return new TextFinding(FindingTypes.Ip, run.Start, run.End - run.Start, 0.95);
        if (Dates.Find(passage, run) is { Length: > 0 } date) return date;
        if (free && NationalNumbers.Find(passage, run) is { } id) return new TextFinding(id.Type, run.Start, run.End - run.Start, id.Confidence);
        return Phones.Find(passage, run);
    }

    /// <summary>What joins two groups: one separator, with a bracket or a space beside it. <c>(</c> where a bracket is part of it.</summary>
    private static char SeparatorOf(ReadOnlySpan<char> gap) => gap.Length switch
    {
        1 when gap[0] is ' ' or '-' or '.' or '/' or '\u00a0' or '\u2011' or '\u2013' => gap[0] is '\u00a0' ? ' ' : gap[0] is '\u2011' or '\u2013' ? '-' : gap[0],
        1 when gap[0] is ')' or '(' => '(',
        2 when gap is ") " or " (" or ")-" or ")." or "-(" => '(',
        3 when gap is " - " => '?',
        _ => '\0',
    };

    private static char Common(ReadOnlySpan<char> separators)
    {
        foreach (var separator in separators)
        {
            if (separator != separators[0]) return '?';
        }

        return separators[0];
    }
}
