namespace Reprise.Cache.Guards.Words;

/// <summary>What the lists say about one word, made once.</summary>
internal sealed class Lexeme
{
    public required ulong Key { get; init; }
    public WordFlags Flags { get; init; }

    /// <summary>Keys of words that mean the contrary, sorted.</summary>
    public ulong[] Opposites { get; init; } = [];

    /// <summary>Sorts it is one of (<see cref="Lists.NameSorts"/> and after them <see cref="Lists.WordSorts"/>), sorted.</summary>
    public ushort[] Sorts { get; init; } = [];

    /// <summary>Sorts it is one of only when it has a capital: Go is a language, go is none.</summary>
    public ushort[] SortsWithCapital { get; init; } = [];

    /// <summary>Of a number word, an ordinal, a month or a weekday.</summary>
    public double Number { get; init; }

    /// <summary>Of a unit: the base unit it counts in, and how many of those it is.</summary>
    public ulong UnitBase { get; init; }
    public double UnitFactor { get; init; }
}
