using System.Globalization;

namespace Reprise.Pricing;

/// <summary>
/// What a call in a provider's batch costs: the price of a direct call times a factor. The factor goes with the call to the journal in a header of our own among those of
/// its answer, and stays on record behind the version of the price table, so that the cost can be reckoned again.
/// </summary>
public static class BatchPrice
{
    /// <summary>Never sent by a provider: headers of answers are kept by a list that it is not on.</summary>
    public const string Header = "reprise-batch-price";

    private const char Times = '*';

    /// <summary>The factor as the header says it.</summary>
    public static string Text(decimal factor) => factor.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Null for a call that was in no batch.</summary>
    public static decimal? OfHeaders(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        foreach (var (name, value) in headers)
            if (name == Header) return Read(value);
        return null;
    }

    /// <summary>The factor behind a version of the price table, such as <c>2026-08-22.1f0c9a2e*0.5</c>; null where there is none.</summary>
    public static decimal? OfVersion(string? version)
    {
        var at = version?.LastIndexOf(Times) ?? -1;
        return at < 0 ? null : Read(version.AsSpan(at + 1));
    }

    public static PricedUsage Of(PricedUsage full, decimal factor) => factor == 1 ? full : new PricedUsage(full.CostUsd * factor, $"{full.Version}{Times}{Text(factor)}");

    private static decimal? Read(ReadOnlySpan<char> text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is >= 0 and <= 1 ? factor : null;
}
