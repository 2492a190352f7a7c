namespace Reprise.Pricing;

/// <summary>
/// A model's name as a price table writes it, lower case: <c>gpt-4o</c> is that name, <c>claude-3-opus*</c> any name that starts so, <c>*nova-lite*</c> any that
/// contains it, <c>*-preview</c> any that ends so, and <c>#</c> stands for one digit. No regular expressions: a price file is not trusted.
/// </summary>
internal readonly struct NamePattern
{
    private readonly string _core;
    private readonly bool _openStart;
    private readonly bool _openEnd;
    private readonly bool _hasDigits;

    private NamePattern(string text, string core, bool openStart, bool openEnd)
    {
        Text = text;
        _core = core;
        _openStart = openStart;
        _openEnd = openEnd;
        _hasDigits = core.Contains('#');
    }

    public string Text { get; }

    /// <summary>True when the pattern can match one name only, which is then <see cref="Text"/>.</summary>
    public bool IsExact => !_openStart && !_openEnd && !_hasDigits;

    public static NamePattern Parse(string text)
    {
        var lower = text.ToLowerInvariant();
        var openStart = lower.StartsWith('*');
        var openEnd = lower.Length > 1 && lower.EndsWith('*');
        return new NamePattern(lower, lower[(openStart ? 1 : 0)..(openEnd ? lower.Length - 1 : lower.Length)], openStart, openEnd);
    }

    /// <param name="name">In lower case.</param>
    public bool Matches(ReadOnlySpan<char> name)
    {
        // Most patterns are plain names, and most names are not this one.
        if (!_openStart && !_openEnd && name.Length != _core.Length) return false;
        var last = _openStart ? name.Length - _core.Length : 0;
        for (var start = _openStart && !_openEnd ? Math.Max(0, last) : 0; start <= last; start++)
        {
            var rest = name[start..];
            if (!StartsWithCore(rest)) continue;
            rest = rest[_core.Length..];
            if (_openEnd ? !IsAnotherVersion(rest) : rest.IsEmpty) return true;
        }

        return false;
    }

    private bool StartsWithCore(ReadOnlySpan<char> text)
    {
        if (text.Length < _core.Length) return false;
        if (!_hasDigits) return text.StartsWith(_core, StringComparison.Ordinal);
        for (var i = 0; i < _core.Length; i++)
        {
            if (_core[i] == '#' ? !char.IsAsciiDigit(text[i]) : _core[i] != text[i]) return false;
        }

        return true;
    }

    /// <summary>
    /// True when what follows the core goes on with its last number: <c>claude-opus-5*</c> is not <c>claude-opus-5-1</c> or <c>claude-opus-50</c>, which may
    /// cost something else. Dates go on too, but are longer; a core that ends inside a date or a padded number (<c>-0</c> of <c>-001</c>) is no version.
    /// </summary>
    private bool IsAnotherVersion(ReadOnlySpan<char> rest)
    {
        var version = DigitsAtEnd(_core);
        if (rest.IsEmpty || version is 0 or > 3 || _core[^version] == '0') return false;
        if (char.IsAsciiDigit(rest[0])) return true;
        if (rest[0] is not ('.' or '-')) return false;
        var digits = DigitsAt(rest[1..]);
        if (digits is 0 or > 2) return false;
        var isMonthAndYear = rest[0] == '-' && digits == 2 && rest.Length > 3 && rest[3] == '-' && DigitsAt(rest[4..]) == 4;
        return !isMonthAndYear;
    }

    private static int DigitsAt(ReadOnlySpan<char> text)
    {
        var other = text.IndexOfAnyExceptInRange('0', '9');
        return other < 0 ? text.Length : other;
    }

    private static int DigitsAtEnd(string text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[^(digits + 1)])) digits++;
        return digits;
    }

    public override string ToString() => Text;
}
