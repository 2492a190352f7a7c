namespace Reprise.Store;

/// <summary>
/// Scores as whole billionths, which is how they are added up: a sum of whole numbers is the same in any order, on every engine, and what was added can be
/// taken away again. Scores reach up to about 9.2 billion; beyond that they are cut to the limit.
/// </summary>
public static class Nano
{
    private const double Scale = 1_000_000_000;
    private const double Limit = 9_223_372_036;

    /// <summary>Null for null and for what is no number.</summary>
    public static long? Of(double? score) => score is { } value && !double.IsNaN(value) ? (long)Math.Round(Math.Clamp(value, -Limit, Limit) * Scale) : null;

    /// <summary>The mean of so many scores; null for none.</summary>
    public static double? Mean(Int128 sum, long count) => count == 0 ? null : (double)sum / (count * Scale);
}
