using Reprise.Documents;

namespace Reprise.Server.Interactions;

/// <summary>A page of a list.</summary>
internal sealed record InteractionPageDocument
{
    public required IReadOnlyList<SummaryDocument> Items { get; init; }

    /// <summary>Asks for what follows; left out on the last page.</summary>
    public string? Cursor { get; init; }
}
