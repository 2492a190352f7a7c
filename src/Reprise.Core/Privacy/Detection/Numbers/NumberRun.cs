namespace Reprise.Privacy.Detection.Numbers;

/// <summary>Digits that stand together, written in one or more groups.</summary>
internal ref struct NumberRun
{
    /// <summary>The values of the digits.</summary>
    public ReadOnlySpan<byte> Digits;

    /// <summary>The lengths of the groups.</summary>
    public ReadOnlySpan<byte> Groups;

    /// <summary>The one separator between all groups; <c>\0</c> where there is one group, <c>?</c> where they differ.</summary>
    public char Separator;

    /// <summary>The first and the last token.</summary>
    public int First;
    public int Last;

    public int Start;
    public int End;

    public readonly bool IsOneGroup => Groups.Length == 1;
    public readonly bool Has(ReadOnlySpan<byte> groups) => Groups.SequenceEqual(groups);
}
