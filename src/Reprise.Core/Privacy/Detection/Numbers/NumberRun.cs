namespace Reprise.Privacy.Detection.Numbers;

/// <summary>Digits that stand together, written in one or more groups.</summary>
internal readonly ref struct NumberRun
{
    /// <summary>The values of the digits.</summary>
    public ReadOnlySpan<byte> Digits { get; init; }

    /// <summary>The lengths of the groups.</summary>
    public ReadOnlySpan<byte> Groups { get; init; }

    /// <summary>The one separator between all groups; <c>\0</c> where there is one group, <c>?</c> where they differ.</summary>
    public char Separator { get; init; }

    /// <summary>The first and the last token.</summary>
    public int First { get; init; }
    public int Last { get; init; }

    public int Start { get; init; }
    public int End { get; init; }

    public bool IsOneGroup => Groups.Length == 1;
    public bool Has(ReadOnlySpan<byte> groups) => Groups.SequenceEqual(groups);
}
