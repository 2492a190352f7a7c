using System.Buffers;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>The words found in one name, and the value beside it. It is decided once all words of the name are known.</summary>
internal ref struct PendingName
{
    private static readonly string[] s_untrue = ["non", "not", "invalid", "wrong", "fake", "dummy", "mock", "bogus", "example", "sample"];

    private static readonly SearchValues<char> s_notInPasswords = SearchValues.Create(" \t(){}<>");

    private NameKind _kind;
    private SecretContext? _first, _second, _third;
    private int _at;
    private int _registry;

    public PendingName() => _at = -1;

    public Assignment Assignment { get; set; }

    public readonly bool IsEmpty => _at < 0;

    public void Add(NameKind kind, SecretContext? context, int at)
    {
        _at = at;
        _kind |= kind;
        if (kind == NameKind.Registry) _registry = at;
        if (context is null) return;
        if (_first is null) _first = context;
        else if (_second is null) _second = context;
        else _third = context;
    }

    public readonly void Decide(ReadOnlySpan<char> text, List<TextFinding> into)
    {
        if (IsEmpty) return;
        if (IsKnown(_first, text, into) || IsKnown(_second, text, into) || IsKnown(_third, text, into)) return;
        var value = text[Assignment.Start..Assignment.End];
        if (value.Length < 6 || IsCutOff(text) || SecretWords.BeginsLikeKnown(value)) return;
        if ((_kind & NameKind.Registry) != NameKind.None)
        {
            // Only a line that names a registry's address carries a token.
            if (Randomness.IsUuid(value) && text[..Math.Max(0, _registry)] is [.., not '/', '/', ':']) Add("secret.npm_token", 1, into);
            return;
        }

        if ((_kind & NameKind.Authorization) != NameKind.None && IsAuthorization(value)) Add("secret.authorization", 0.8, into);
        else if ((_kind & NameKind.Password) != NameKind.None && IsPassword(value)) Add("secret.password", 0.8, into);
        else if (_first is { IsOnly: true } || _second is { IsOnly: true } || _third is { IsOnly: true }) return;
        else if (SaysUntrue(text)) return;
        else if ((_kind & NameKind.Id) != NameKind.None && Randomness.IsUuid(value)) Add("secret.generic", 0.6, into);
        else if ((_kind & NameKind.Key) != NameKind.None && IsDrawn(value)) Add("secret.generic", 0.7, into);
        else if ((_kind & NameKind.Weak) != NameKind.None && value.Length >= 20 && !Randomness.IsHash(value) && IsDrawn(value)) Add("secret.generic", 0.6, into);
    }

    private readonly void Add(string type, double confidence, List<TextFinding> into) => into.Add(new(type, Assignment.Start, Assignment.End - Assignment.Start, confidence));

    private readonly bool IsKnown(SecretContext? context, ReadOnlySpan<char> text, List<TextFinding> into)
    {
        if (context is null) return false;
        foreach (var shape in context.Shapes)
        {
            if (!shape.IsAt(text, Assignment.Start, out var end)) continue;
            var value = text[Assignment.Start..end];
            // The name alone does not make a word of one's own a secret.
            if (Randomness.IsPlaceholder(value) && !value.StartsWith("AAAAAAAAAA", StringComparison.Ordinal) || Randomness.Entropy(value) < 2 || shape.IsPlain && !value.ContainsAnyInRange('0', '9')) continue;
            into.Add(new(context.Type, Assignment.Start, end - Assignment.Start, 0.9));
            return true;
        }

        return false;
    }

    // Three dots behind it say that this is not all of it.
    private readonly bool IsCutOff(ReadOnlySpan<char> text) => text[Assignment.End..] is ['…', ..] or ['.', '.', '.', ..];

    // A name that says itself that its value is none.
    private readonly bool SaysUntrue(ReadOnlySpan<char> text)
    {
        var start = _at;
        while (start > 0 && _at - start < 40 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-')) start--;
        foreach (var word in s_untrue)
            if (text[start..].StartsWith(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static bool IsAuthorization(ReadOnlySpan<char> value) => value.Length >= 12 && (Randomness.IsUuid(value) || value.ContainsAnyInRange('0', '9') && !Randomness.IsPlaceholder(value) && !value.ContainsAny("$%(") && Randomness.Entropy(value) >= 3);

    private static bool IsDrawn(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '+' or '/' or '=' or '~' or '!' or '@' or '#' or '%' or '^' or '*' or ':')) return false;
        return Randomness.IsRandom(value);
    }

    private static bool IsPassword(ReadOnlySpan<char> value)
    {
        if (value.Length is < 6 or > 128 || value[0] is '$' or '%' or '{' or '<' or '[' or '(' or '&' or '*' || value.ContainsAny(s_notInPasswords) || Randomness.IsPlaceholder(value) || Randomness.IsPeriodic(value)) return false;
        if (value.Contains("xxxx", StringComparison.OrdinalIgnoreCase)) return false;
        var (letters, digits, signs) = (0, 0, 0);
        foreach (var c in value)
        {
            if (char.IsLetter(c)) letters++;
            else if (char.IsAsciiDigit(c)) digits++;
            else if (c is not ('-' or '_' or '.' or '/' or ':' or ',' or '\\')) signs++;
        }

        return letters > 0 && (digits > 0 || signs > 0) && Randomness.Entropy(value) >= 2;
    }
}
