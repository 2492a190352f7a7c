namespace Reprise.Cache.Guards.Reading;

/// <summary>Something a text states exactly: a number, a measure, a date, a version.</summary>
/// <param name="Kind">The guard that speaks for it.</param>
/// <param name="Raw">Of the number as written.</param>
/// <param name="Measure">Of the amount in its base unit; 0 without a unit.</param>
internal readonly record struct Fact(GuardKind Kind, ulong Raw, ulong Measure)
{
    /// <summary>An ordinal or "one": counts only where the other text has another one.</summary>
    public bool Weak { get; init; }

    public static readonly Comparer<Fact> Order = Comparer<Fact>.Create((a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : a.Raw != b.Raw ? a.Raw.CompareTo(b.Raw) : a.Measure.CompareTo(b.Measure));
}
