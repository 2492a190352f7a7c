using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Codes;

/// <summary>Codes of letters and digits, whole or in groups: accounts, wallets, and identity numbers that have letters.</summary>
internal static class CodeScan
{
    private const int Longest = 36;
    private const int MostGroups = 10;

    public static void Find(Passage passage, List<TextFinding> into)
    {
        Span<char> code = stackalloc char[Longest];
        Span<byte> ends = stackalloc byte[MostGroups];
        var tokens = passage.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!MayBegin(tokens, i)) continue;
            if (tokens[i].Length >= Wallets.Shortest && Wallets.Find(passage, i) is { Length: > 0 } wallet)
            {
                into.Add(wallet);
                continue;
            }

            if (tokens[i].Length > Longest) continue;
            var found = Join(passage, i, code, ends, out var last);
            if (found.Length == 0) continue;
            into.Add(found);
            i = last;
        }
    }

    private static bool MayBegin(ReadOnlySpan<Token> tokens, int i)
    {
        var token = tokens[i];
        if (token.Kind is TokenKind.Mixed) return true;
        if (i + 1 >= tokens.Length) return false;
        var next = tokens[i + 1];
        if (next.Start != token.End + 1) return false;

        // "AA 12 34 56 B" begins with letters alone, "12345678-Z" with digits.
        return token.Kind is TokenKind.Word ? token.Length <= 5 && next.Kind is not TokenKind.Word : next.Kind is TokenKind.Mixed || next.Length == 1 && next.Kind is TokenKind.Word;
    }

    private static TextFinding Join(Passage passage, int first, Span<char> code, Span<byte> ends, out int last)
    {
        var tokens = passage.Tokens;
        int groups = 0, length = 0;
        var small = false;
        for (last = first; last < tokens.Length && groups < MostGroups && length + tokens[last].Length <= Longest; last++)
        {
            if (last > first && !(tokens[last].Start == tokens[last - 1].End + 1 && passage.Text[tokens[last - 1].End] is ' ' or '-' or '+' or '\u00a0')) break;
            if (last > first && tokens[last].Kind is TokenKind.Word && tokens[last].Length > 4) break;
            foreach (var character in passage.Of(last))
            {
                if (!char.IsAscii(character)) goto Joined;
                small |= char.IsAsciiLetterLower(character);
                code[length++] = char.ToUpperInvariant(character);
            }

            ends[groups++] = (byte)length;
        }

    Joined:
        for (var size = groups; size > 0; size--)
        {
            last = first + size - 1;
            var start = tokens[first].Start;
            var end = tokens[last].End;
            var written = new CodeText(code[..ends[size - 1]], size, small, passage.Text[start..end]);
            if (!IsFree(passage, start, end)) continue;
            var found = Ibans.IsValid(written.Code) ? (FindingTypes.Iban, 1) : NationalCodes.Find(passage, written, first, last);
            if (found.Confidence > 0) return new TextFinding(found.Type, start, end - start, found.Confidence);
        }

        last = first;
        return default;
    }

    private static bool IsFree(Passage passage, int start, int end)
    {
        var before = passage.Before(start);
        var after = passage.At(end);
        return before is not ('_' or '/' or '\\' or '@') && !(before is '-' && start > 1 && char.IsLetterOrDigit(passage.Text[start - 2])) && after is not ('_' or '@') && !(after is '-' && char.IsLetterOrDigit(passage.At(end + 1)));
    }
}

/// <summary>A code without its separators, in capitals.</summary>
/// <param name="code">Letters and digits.</param>
/// <param name="groups">How many groups it is written in.</param>
/// <param name="small">Whether small letters are in it.</param>
/// <param name="text">As it is written.</param>
internal readonly ref struct CodeText(ReadOnlySpan<char> code, int groups, bool small, ReadOnlySpan<char> text)
{
    public ReadOnlySpan<char> Code { get; } = code;
    public int Groups { get; } = groups;
    public bool HasSmallLetters { get; } = small;
    public ReadOnlySpan<char> Text { get; } = text;

    /// <summary>Compares with a form: <c>A</c> is a letter, <c>9</c> a digit, <c>*</c> either, and everything else itself.</summary>
    public bool Has(ReadOnlySpan<char> form)
    {
        if (form.Length != Code.Length) return false;
        for (var i = 0; i < form.Length; i++)
        {
            var character = Code[i];
            var right = form[i] switch
            {
                'A' => char.IsAsciiLetter(character),
                '9' => char.IsAsciiDigit(character),
                '*' => true,
                var other => other == character,
            };
            if (!right) return false;
        }

        return true;
    }

    public int Digit(int index) => Code[index] - '0';

    public int Number(int start, int length)
    {
        var value = 0;
        for (var i = start; i < start + length; i++) value = value * 10 + Digit(i);
        return value;
    }
}
