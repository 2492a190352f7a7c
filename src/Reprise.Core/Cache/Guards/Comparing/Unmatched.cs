namespace Reprise.Cache.Guards.Comparing;

/// <summary>Places of the words of one text that the other has not.</summary>
internal ref struct Unmatched
{
    public ReadOnlySpan<int> Places;

    /// <param name="text">Whose words.</param>
    /// <param name="other">Where they are looked for.</param>
    /// <param name="space">As long as the text has words.</param>
    public static Unmatched Of(PreparedText text, PreparedText other, Span<int> space)
    {
        var count = 0;
        var tokens = text.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!other.Has(tokens[i].Key)) space[count++] = i;
        }

        return new Unmatched { Places = space[..count] };
    }
}
