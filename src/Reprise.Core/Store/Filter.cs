namespace Reprise.Store;

/// <summary>A condition on interactions. Made from text by the filter language, or directly; one translator per engine turns it into a query.</summary>
public abstract record Filter
{
    /// <summary>Selects everything.</summary>
    public static Filter All { get; } = new AndFilter([]);
}

/// <summary>All of these; none of them selects everything.</summary>
public sealed record AndFilter(IReadOnlyList<Filter> Parts) : Filter
{
    public bool Equals(AndFilter? other) => other is not null && Parts.SequenceEqual(other.Parts);
    public override int GetHashCode() => Parts.Aggregate(1, HashCode.Combine);
}

/// <summary>Any of these; none of them selects nothing.</summary>
public sealed record OrFilter(IReadOnlyList<Filter> Parts) : Filter
{
    public bool Equals(OrFilter? other) => other is not null && Parts.SequenceEqual(other.Parts);
    public override int GetHashCode() => Parts.Aggregate(2, HashCode.Combine);
}

public sealed record NotFilter(Filter Inner) : Filter;

/// <summary>These words, next to each other in this order, stand in the searchable text. The last one may be a prefix.</summary>
/// <param name="Tokens">At least one, as <see cref="SearchTokens"/> makes them.</param>
/// <param name="IsPrefix">Whether the last token stands for every token that begins with it.</param>
public sealed record TextFilter(IReadOnlyList<string> Tokens, bool IsPrefix) : Filter
{
    public bool Equals(TextFilter? other) => other is not null && IsPrefix == other.IsPrefix && Tokens.SequenceEqual(other.Tokens);
    public override int GetHashCode() => Tokens.Aggregate(IsPrefix.GetHashCode(), HashCode.Combine);
}

/// <summary>A field against a value. An interaction without the field matches only <see cref="FilterOperator.Missing"/> and negations.</summary>
/// <param name="Field">One of the catalogue, or <c>metadata.key</c>.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Value">Already of the field's type: string, double, bool, or DateTimeOffset.</param>
public sealed record FieldFilter(FilterField Field, FilterOperator Operator, object? Value) : Filter;

public enum FilterOperator
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>Text that begins with the value.</summary>
    StartsWith,

    /// <summary>Text that contains the value, letter for letter, case apart.</summary>
    Contains,

    /// <summary>The field is there, whatever its value.</summary>
    Present,

    /// <summary>The field is not there.</summary>
    Missing,
}
