using Reprise.Documents;

namespace Reprise.Client.Documents;

/// <summary>A page of a list.</summary>
/// <param name="Items">In the order asked for.</param>
/// <param name="Cursor">Asks for what follows; null on the last page.</param>
public sealed record SummaryPage(IReadOnlyList<SummaryDocument> Items, string? Cursor);
