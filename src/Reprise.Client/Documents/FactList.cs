using Reprise.Documents;

namespace Reprise.Client.Documents;

/// <param name="Items">Oldest first.</param>
public sealed record FactList(IReadOnlyList<FactDocument> Items);
