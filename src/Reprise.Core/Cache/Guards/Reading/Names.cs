namespace Reprise.Cache.Guards.Reading;

/// <summary>Capitals tell names only where most words have none.</summary>
internal static class Names
{
    public static void Settle(Scanned scanned)
    {
        var (words, capitals) = (0, 0);
        foreach (ref readonly var token in scanned.Tokens)
        {
            if (token.Has(TokenFlags.Number | TokenFlags.Code)) continue;
            words++;
            if (token.Has(TokenFlags.Capital)) capitals++;
        }

        if (words <= 4 || capitals * 10 <= words * 7) return;
        foreach (ref var token in scanned.Tokens) token.Flags &= ~(TokenFlags.Capital | TokenFlags.Acronym);
    }
}
