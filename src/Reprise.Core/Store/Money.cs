namespace Reprise.Store;

/// <summary>
/// US dollars as whole picodollars (1e-12 USD), which is how stores keep and add costs: exact, and fine enough for the price of a single cached token. A
/// single cost reaches up to about 9.2 million dollars; beyond that it is cut to the limit.
/// </summary>
public static class Money
{
    public const int Decimals = 12;
    private const decimal Scale = 1_000_000_000_000m;
    private const decimal Limit = 9_223_372m;

    public static long ToPico(decimal usd) => (long)Math.Round(Math.Clamp(usd, -Limit, Limit) * Scale);

    public static long? ToPico(decimal? usd) => usd is { } value ? ToPico(value) : null;

    /// <summary>Sums too large for a decimal are cut to its limit.</summary>
    public static decimal FromPico(Int128 pico) => (decimal)Int128.Clamp(pico, (Int128)decimal.MinValue, (Int128)decimal.MaxValue) / Scale;

    /// <summary>A bound of a filter in picodollars: a whole number where it is one, else a double, so that engines can compare it with stored numbers.</summary>
    public static object Bound(double usd)
    {
        if (!(Math.Abs(usd) < (double)Limit)) return usd * (double)Scale;
        var pico = (decimal)usd * Scale;
        return decimal.IsInteger(pico) ? (object)(long)pico : (double)pico;
    }
}
