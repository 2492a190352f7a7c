using System.Buffers;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>Tells what a machine drew at random from what a person wrote.</summary>
internal static class Randomness
{
    private static readonly SearchValues<string> s_placeholders = SearchValues.Create(
        ["example", "placeholder", "changeme", "change_me", "change-me", "replace", "redacted", "insert", "dummy", "sample", "your_", "your-", "yourkey", "yourtoken", "yoursecret", "yourpassword", "xxxxx", "*****", "my_secret", "my-secret", "mysecret", "undefined", "notreal", "not_real", "<", "${", "{{", "......"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Shannon's entropy in bits a character.</summary>
    public static double Entropy(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty) return 0;
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in value) counts[c & 127]++;
        var sum = 0.0;
        foreach (var count in counts)
            if (count > 1) sum += count * Math.Log2(count);
        return Math.Log2(value.Length) - sum / value.Length;
    }

    /// <summary>Whether a value stands for a secret instead of being one: words that say so, one character over and over, the alphabet.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        if (value.ContainsAny(s_placeholders)) return true;
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        var (run, longest, most) = (1, 1, 0);
        for (var i = 0; i < value.Length; i++)
        {
            most = Math.Max(most, ++counts[value[i] & 127]);
            run = i > 0 && value[i] == value[i - 1] + 1 ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest >= 10 || value.Length >= 8 && most * 2 >= value.Length;
    }

    /// <summary>Whether a text repeats itself with a short period, all but a quarter of it, as filler does.</summary>
    public static bool IsPeriodic(ReadOnlySpan<char> value)
    {
        for (var period = 1; period <= 16 && period * 2 <= value.Length; period++)
        {
            var same = 0;
            for (var i = period; i < value.Length; i++)
                if ((value[i] | 32) == (value[i - period] | 32)) same++;
            if (same * 4 >= (value.Length - period) * 3) return true;
        }

        return false;
    }

    /// <summary>Whether it is a universally unique id: an address of something more often than a secret.</summary>
    public static bool IsUuid(ReadOnlySpan<char> value) => value.Length == 36 && value[8] == '-' && Guid.TryParseExact(value, "D", out _);

    /// <summary>Whether a value beside a name of keys is drawn at random: enough entropy for its length, and no words, versions or names of files.</summary>
    public static bool IsRandom(ReadOnlySpan<char> value)
    {
        value = value.TrimEnd('=');
        if (value.Length is < 10 or > 2048 || IsUuid(value) || IsPlaceholder(value) || IsPeriodic(value)) return false;
        var (digits, letters, changes, longest, segment) = (0, 0, 0, 0, 0);
        var last = 0;
        foreach (var c in value)
        {
            var kind = char.IsAsciiDigit(c) ? 1 : char.IsAsciiLetterLower(c) ? 2 : char.IsAsciiLetterUpper(c) ? 3 : 0;
            if (kind == 1) digits++;
            else if (kind > 1) letters++;
            segment = kind == 0 && c is not ('+' or '/') ? 0 : segment + 1;
            longest = Math.Max(longest, segment);
            // A capital before small letters is how words are written.
            if (last != 0 && kind != 0 && kind != last && !(last == 3 && kind == 2)) changes++;
            last = kind;
        }

        if (letters < 2 || longest < 10) return false;
        var entropy = Entropy(value);
        if (entropy < Math.Min(IsHex(value) ? 2.8 : 3.4, Math.Log2(value.Length) * 0.8)) return false;
        return digits == 0 ? value.Length >= 20 && changes * 5 >= value.Length : changes >= 3 || IsHex(value) && value.Length >= 16 && changes >= 2;
    }

    /// <summary>Whether it has the form of a checksum: names and versions of things more often than secrets.</summary>
    public static bool IsHash(ReadOnlySpan<char> value) => value.Length is 32 or 40 or 56 or 64 or 96 or 128 && IsHex(value);

    private static bool IsHex(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
            if (!char.IsAsciiHexDigit(c)) return false;
        return true;
    }
}
