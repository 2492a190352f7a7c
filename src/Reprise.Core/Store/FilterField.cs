namespace Reprise.Store;

public enum FilterFieldType
{
    /// <summary>Compared letter for letter, case counts.</summary>
    Text,
    Number,
    Time,
    Flag,

    /// <summary>A set of texts; equal means one of them is.</summary>
    TextSet,
}

/// <summary>A field that filters, groups and pages know. The catalogue is the whole vocabulary of the filter language.</summary>
/// <param name="Name">As people write it and as the record spells it.</param>
/// <param name="Type">How values are read and compared.</param>
/// <param name="CanGroup">Whether aggregates may group by it.</param>
/// <param name="Description">One line for completion and help.</param>
public sealed record FilterField(string Name, FilterFieldType Type, bool CanGroup, string Description);
