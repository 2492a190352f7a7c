namespace Reprise.Client.Documents;

/// <summary>A field of the filter language.</summary>
public sealed record FieldDocument
{
    public required string Name { get; init; }
    public string? Type { get; init; }
    public bool CanGroup { get; init; }
    public string? Description { get; init; }

    /// <summary>All its values, where it has a fixed set.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}

/// <param name="Items">In the order of the catalogue.</param>
public sealed record FieldList(IReadOnlyList<FieldDocument> Items);
